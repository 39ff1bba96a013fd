package io.ingestlayer.testkit.slack;

import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.slack.Outcome.Done;
import io.ingestlayer.testkit.slack.Outcome.Refused;
import io.ingestlayer.testkit.slack.SentMessage.Via;
import io.ingestlayer.testkit.slack.Workspace.Channel;
import io.ingestlayer.testkit.slack.Workspace.Token;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `/api/<method>`: who calls, with which arguments, for what.
final class WebApi {
  private final Workspace workspace;
  private final Posts posts;
  private final OAuthApps apps;
  private final Lists lists;
  private final InstantSource clock;

  WebApi(Workspace workspace, Posts posts, OAuthApps apps, InstantSource clock) {
    this.workspace = workspace;
    this.posts = posts;
    this.apps = apps;
    this.lists = new Lists(workspace);
    this.clock = clock;
  }

  Outcome call(String method, ReceivedRequest request) {
    return switch (Arguments.of(request)) {
      case Arguments.Unreadable unreadable -> unreadable.why();
      case Arguments.Read read -> call(method, request, read);
    };
  }

  private Outcome call(String method, ReceivedRequest request, Arguments.Read read) {
    if (method.equals("oauth.v2.access")) {
      return apps.access(request, read);
    }
    String value = bearer(request, read);
    if (value.isEmpty()) {
      return Refused.because("not_authed");
    }
    Optional<Token> token = workspace.token(value);
    if (token.isEmpty()) {
      return Refused.because("invalid_auth");
    }
    if (token.get().revoked()) {
      return Refused.because("token_revoked");
    }
    if (token.get().end() != null && !clock.instant().isBefore(token.get().end())) {
      return Refused.because("token_expired");
    }
    return warned(
        read.warnings(),
        switch (method) {
          case "chat.postMessage" ->
              scoped(
                  token.get(), "chat:write", () -> postMessage(token.get(), read, request.text()));
          case "users.lookupByEmail" ->
              scoped(token.get(), "users:read.email", () -> lookupByEmail(read));
          case "conversations.open" -> scoped(token.get(), "im:write", () -> open(read));
          case "conversations.list" -> lists.channels(token.get(), read);
          case "auth.test" -> authTest();
          case "auth.revoke" -> revoke(token.get());
          default -> Refused.because("unknown_method");
        });
  }

  private Outcome postMessage(Token token, Arguments.Read read, String raw) {
    ObjectNode message = read.values();
    if (!message.has("channel")) {
      return missing("channel");
    }
    String name = message.path("channel").asString("");
    Optional<Channel> found = workspace.find(name).or(() -> workspace.directTo(name));
    boolean member =
        found.filter(c -> c.direct() || c.members().contains(token.value())).isPresent();
    if (found.isEmpty() || (found.get().hidden() && !member)) {
      return Refused.because("channel_not_found");
    }
    if (found.get().archived()) {
      return Refused.because("is_archived");
    }
    if (!member && !token.scopes().contains("chat:write.public")) {
      return Refused.because("not_in_channel");
    }
    return posts.post(Via.API, found.get(), message, raw);
  }

  /// A reading method: it looks at the query and at forms, not at JSON.
  private Outcome lookupByEmail(Arguments.Read read) {
    if (read.json() || !read.values().has("email")) {
      return missing("email");
    }
    String email = read.values().path("email").asString("");
    Optional<String> id = workspace.userByEmail(email);
    if (id.isEmpty()) {
      return Refused.because("users_not_found");
    }
    ObjectNode answer = Arguments.JSON.createObjectNode();
    answer.putObject("user").put("id", id.get()).putObject("profile").put("email", email);
    return new Done(answer, List.of());
  }

  private Outcome open(Arguments.Read read) {
    if (!read.values().has("users")) {
      return missing("users");
    }
    Optional<Channel> direct = workspace.directTo(read.values().path("users").asString(""));
    if (direct.isEmpty()) {
      return Refused.because("user_not_found");
    }
    ObjectNode answer = Arguments.JSON.createObjectNode();
    answer.putObject("channel").put("id", direct.get().id());
    return new Done(answer, List.of());
  }

  private static Outcome authTest() {
    ObjectNode answer = Arguments.JSON.createObjectNode();
    answer.put("url", "https://fake.slack.com/").put("team", "Fake").put("team_id", Workspace.TEAM);
    answer.put("user", "bot").put("user_id", "U00000000").put("bot_id", "B00000000");
    return new Done(answer, List.of());
  }

  private Outcome revoke(Token token) {
    workspace.revoke(token.value());
    return new Done(Arguments.JSON.createObjectNode().put("revoked", true), List.of());
  }

  private static Outcome scoped(Token token, String needed, Call call) {
    return token.scopes().contains(needed)
        ? call.call()
        : Refused.missingScope(needed, token.scopes());
  }

  private static Outcome warned(List<String> warnings, Outcome outcome) {
    if (!(outcome instanceof Done done)) {
      return outcome;
    }
    List<String> all = new ArrayList<>(warnings);
    all.addAll(done.warnings());
    return new Done(done.answer(), all);
  }

  private static Refused missing(String argument) {
    return Refused.because("invalid_arguments", List.of("missing required field: " + argument));
  }

  /// With JSON the token belongs into the header; a form may carry it.
  private static String bearer(ReceivedRequest request, Arguments.Read read) {
    String header = request.header("authorization").orElse("");
    if (header.startsWith("Bearer ")) {
      return header.substring("Bearer ".length()).strip();
    }
    return read.json() ? "" : read.values().path("token").asString("");
  }

  private interface Call {
    Outcome call();
  }
}
