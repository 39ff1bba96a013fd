package io.ingestlayer.testkit.slack;

import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.slack.Outcome.Done;
import io.ingestlayer.testkit.slack.Outcome.Refused;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// Apps that people install by their consent, and `oauth.v2.access`: codes and refresh tokens are good for one use, access
/// tokens of an app with rotation for twelve hours. Facts: docs.slack.dev/authentication/installing-with-oauth,
/// docs.slack.dev/authentication/using-token-rotation.
final class OAuthApps {
  private static final Duration CODE_LIFE = Duration.ofMinutes(10);
  private static final Duration TOKEN_LIFE = Duration.ofHours(12);

  private final Workspace workspace;
  private final InstantSource clock;
  private final Map<String, App> apps = new HashMap<>();
  private final Map<String, Grant> codes = new HashMap<>();
  private final Map<String, Grant> refreshTokens = new HashMap<>();
  private final Map<String, String> newestTokens = new HashMap<>();
  private int made;
  private int refreshes;

  private record App(String id, String secret, String redirect, boolean rotates) {}

  /// @param redirect what the consent was asked with; of a refresh token, nothing
  private record Grant(App app, Set<String> scopes, String redirect, Instant end) {}

  OAuthApps(Workspace workspace, InstantSource clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  synchronized void add(String id, String secret, String redirect, boolean rotates) {
    apps.put(id, new App(id, secret, redirect, rotates));
  }

  /// How many refresh tokens were taken.
  synchronized int refreshes() {
    return refreshes;
  }

  /// @param granted what the person allows of it; empty for all that is asked for
  /// @return where the browser is sent to
  synchronized URI allow(URI page, Set<String> granted) {
    Map<String, String> query = query(page);
    App app = apps.get(query.getOrDefault("client_id", ""));
    if (app == null || !page.getPath().equals("/oauth/v2/authorize")) {
      throw new AssertionError("Slack has no such page: " + page.getPath());
    }
    String redirect = query.getOrDefault("redirect_uri", app.redirect());
    if (!redirect.startsWith(app.redirect())) {
      throw new AssertionError("bad_redirect_uri: " + redirect);
    }
    Set<String> asked = new TreeSet<>(List.of(query.getOrDefault("scope", "").split(",")));
    Set<String> scopes = granted.isEmpty() ? asked : granted;
    String code = "code-" + ++made + "-notforyoureyes";
    codes.put(code, new Grant(app, Set.copyOf(scopes), redirect, clock.instant().plus(CODE_LIFE)));
    return URI.create(
        redirect + "?code=" + code + "&state=" + encoded(query.getOrDefault("state", "")));
  }

  /// @return where the browser is sent to when the person says no
  URI deny(URI page) {
    Map<String, String> query = query(page);
    return URI.create(
        query.get("redirect_uri")
            + "?error=access_denied&state="
            + encoded(query.getOrDefault("state", "")));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, String> query(URI page) {
    Map<String, String> query = new HashMap<>();
    for (String pair : page.getRawQuery().split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  synchronized Outcome access(ReceivedRequest request, Arguments.Read read) {
    String[] client = client(request, read);
    App app = apps.get(client[0]);
    if (app == null) {
      return Refused.because("invalid_client_id");
    }
    if (!app.secret().equals(client[1])) {
      return Refused.because("bad_client_secret");
    }
    return switch (read.values().path("grant_type").asString("authorization_code")) {
      case "authorization_code" -> exchange(app, read);
      case "refresh_token" -> refresh(app, read);
      default -> Refused.because("invalid_grant_type");
    };
  }

  private static String[] client(ReceivedRequest request, Arguments.Read read) {
    String header = request.header("authorization").orElse("");
    String pair =
        header.startsWith("Basic ")
            ? new String(
                Base64.getDecoder().decode(header.substring("Basic ".length())),
                StandardCharsets.UTF_8)
            : read.values().path("client_id").asString("")
                + ":"
                + read.values().path("client_secret").asString("");
    return pair.split(":", 2);
  }

  private Outcome exchange(App app, Arguments.Read read) {
    Grant grant = codes.get(read.values().path("code").asString(""));
    if (grant == null
        || !grant.app().id().equals(app.id())
        || grant.end().isBefore(clock.instant())) {
      return Refused.because("invalid_code");
    }
    if (!grant.redirect().equals(read.values().path("redirect_uri").asString(""))) {
      return Refused.because("bad_redirect_uri");
    }
    codes.remove(read.values().path("code").asString(""));
    return new Done(tokens(app, grant.scopes()), List.of());
  }

  private Outcome refresh(App app, Arguments.Read read) {
    Grant grant = refreshTokens.remove(read.values().path("refresh_token").asString(""));
    if (grant == null || !grant.app().id().equals(app.id())) {
      return Refused.because("invalid_refresh_token");
    }
    refreshes++;
    return new Done(tokens(app, grant.scopes()), List.of());
  }

  private ObjectNode tokens(App app, Set<String> scopes) {
    String kind = app.rotates() ? "xoxe.xoxb-1-" : "xoxb-";
    String token = kind + ++made + "-notforyoureyes";
    Instant end = clock.instant().plus(TOKEN_LIFE);
    workspace.token(token, scopes, app.rotates() ? end : null);
    String before = newestTokens.put(app.id(), token);
    if (before != null) {
      workspace.joinLike(before, token);
    }
    ObjectNode answer = Arguments.JSON.createObjectNode();
    answer.put("access_token", token).put("token_type", "bot").put("app_id", "A00000001");
    answer.put("scope", String.join(",", new TreeSet<>(scopes))).put("bot_user_id", "U00000000");
    answer.putObject("team").put("id", Workspace.TEAM).put("name", "Fake <Corp>");
    answer.putNull("enterprise").put("is_enterprise_install", false);
    if (app.rotates()) {
      String refresh = "xoxe-1-" + ++made + "-notforyoureyes";
      refreshTokens.put(refresh, new Grant(app, scopes, "", end));
      answer.put("refresh_token", refresh).put("expires_in", TOKEN_LIFE.toSeconds());
    }
    return answer;
  }
}
