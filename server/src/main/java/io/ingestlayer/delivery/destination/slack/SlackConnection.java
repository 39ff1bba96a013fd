package io.ingestlayer.delivery.destination.slack;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.Times;
import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a person's consent brought: the bot's token, what renews it, and of which workspace it is. Kept as one text.
///
/// @param clientId the app that it belongs to
/// @param refresh what renews the token, good for one use; null for an app without token rotation
/// @param end when the token ends; null for never
/// @param team the workspace's name
/// @param scopes what was granted
record SlackConnection(
    String clientId,
    Secret token,
    @Nullable Secret refresh,
    @Nullable Instant end,
    String team,
    List<String> scopes) {

  /// Ten years, in seconds: a longer life is a mistake of whoever says so, and no reason to lose the token.
  private static final BigDecimal LIFE_MAX = BigDecimal.valueOf(315_360_000);

  SlackConnection {
    requireNonNull(clientId);
    requireNonNull(token);
    requireNonNull(team);
    scopes = List.copyOf(scopes);
  }

  /// From the answer of `oauth.v2.access`; nothing when it brought no bot token that could be sent.
  ///
  /// @param before what is renewed by it, or null
  static Optional<SlackConnection> of(
      Value answer, String clientId, @Nullable SlackConnection before, Instant now) {
    Secret token = secret(answer.get("access_token"));
    if (token == null) {
      return Optional.empty();
    }
    Secret refresh = secret(answer.get("refresh_token"));
    Instant end =
        answer.get("expires_in") instanceof Value.Num seconds
            ? now.plusSeconds(seconds.decimal().max(BigDecimal.ZERO).min(LIFE_MAX).longValue())
            : null;
    String scopes = text(answer.get("scope"));
    String team = text(answer.get("team").get("name"));
    String account = team.isEmpty() ? text(answer.get("enterprise").get("name")) : team;
    return Optional.of(
        new SlackConnection(
            clientId,
            token,
            refresh == null && before != null ? before.refresh() : refresh,
            end,
            account.isEmpty() && before != null ? before.team() : account,
            scopes.isEmpty() && before != null ? before.scopes() : List.of(scopes.split("[, ]+"))));
  }

  /// From the text that was kept; nothing when it is none of ours.
  static Optional<SlackConnection> read(Secret kept) {
    try {
      Value json = Json.parseObject(kept.reveal());
      Secret token = secret(json.get("access_token"));
      String end = text(json.get("ends_at"));
      return token == null
          ? Optional.empty()
          : Optional.of(
              new SlackConnection(
                  text(json.get("client_id")),
                  token,
                  secret(json.get("refresh_token")),
                  end.isEmpty() ? null : Instant.parse(end),
                  text(json.get("team")),
                  List.of(text(json.get("scope")).split(","))));
    } catch (JsonException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  Secret text() {
    return new Secret(
        Json.write(
            Value.object()
                .put("client_id", clientId)
                .put("access_token", token.reveal())
                .put("refresh_token", refresh == null ? null : refresh.reveal())
                .put("ends_at", end == null ? null : Times.text(end))
                .put("team", team)
                .put("scope", String.join(",", scopes))
                .build()));
  }

  boolean isValidAt(Instant time) {
    return end == null || time.isBefore(end);
  }

  List<Secret> secrets() {
    List<Secret> secrets = new ArrayList<>(List.of(token));
    if (refresh != null) {
      secrets.add(refresh);
    }
    return secrets;
  }

  private static @Nullable Secret secret(Value value) {
    return value instanceof Value.Text(String text) && text.matches("[!-~]{1,4000}")
        ? new Secret(text)
        : null;
  }

  private static String text(Value value) {
    return value instanceof Value.Text(String text) ? text : "";
  }
}
