package io.ingestlayer.delivery.destination.slack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.delivery.vendor.NoAnswer;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// Finds the conversation with a person by e-mail address; remembers it, or that there is none, for an hour. Any thread
/// may call it.
final class SlackPeople {
  private static final int REMEMBERED_MAX = 10_000;
  private static final Duration REMEMBERED_FOR = Duration.ofHours(1);

  /// The codes that say that this address leads to nobody who can be written to.
  private static final Set<String> NOBODY =
      Set.of(
          "users_not_found",
          "user_not_found",
          "user_not_visible",
          "user_disabled",
          "cannot_dm_bot",
          "invalid_email",
          "invalid_arguments",
          "invalid_users");

  private static final String LOOK_UP = "users.lookupByEmail";
  private static final String OPEN = "conversations.open";

  private final SlackApi api;
  private final SlackTurns turns;
  private final InstantSource clock;
  private final Cache<String, Found> remembered;

  /// What a look-up came to.
  sealed interface Found {
    /// Their direct messages.
    record Conversation(String id) implements Found {}

    /// Slack has nobody of that address who can be written to.
    record Nobody() implements Found {}

    /// It could not be learned now.
    record Failed(AttemptResult result) implements Found {}
  }

  SlackPeople(SlackApi api, SlackTurns turns, InstantSource clock) {
    this.api = api;
    this.turns = turns;
    this.clock = clock;
    this.remembered =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(REMEMBERED_FOR)
            .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
            .build();
  }

  /// Asks Slack unless it is known.
  Found find(String email) {
    Found known = remembered.getIfPresent(email);
    if (known != null) {
      return known;
    }
    Found found = ask(email);
    if (!(found instanceof Found.Failed)) {
      remembered.put(email, found);
    }
    return found;
  }

  /// The conversation led nowhere: asks again the next time.
  void forget(String email) {
    remembered.invalidate(email);
  }

  private Found ask(String email) {
    Optional<AttemptResult.RateLimited> tooSoon =
        turns.tooSoonFor(LOOK_UP).or(() -> turns.tooSoonFor(OPEN));
    if (tooSoon.isPresent()) {
      return new Found.Failed(tooSoon.get());
    }
    try {
      Answer user = api.lookupByEmail(email);
      if (!(JsonAnswer.of(user).get("user").get("id") instanceof Value.Text(String id))) {
        return without(LOOK_UP, user, email);
      }
      String users = Json.write(Value.object().put("users", id).build());
      Answer opened = api.post(OPEN, users);
      return JsonAnswer.of(opened).get("channel").get("id") instanceof Value.Text(String channel)
          ? new Found.Conversation(channel)
          : without(OPEN, opened, email);
    } catch (NoTokenException e) {
      return new Found.Failed(e.result());
    } catch (EgressRefusedException e) {
      return new Found.Failed(NoAnswer.refused(e));
    } catch (HttpSendException e) {
      return new Found.Failed(NoAnswer.lost(e, false));
    }
  }

  /// No message was posted, whatever the answer was: nothing is ambiguous.
  private Found without(String method, Answer answer, String email) {
    Optional<String> error = SlackAnswer.error(answer);
    if (error.filter(NOBODY::contains).isPresent()) {
      return new Found.Nobody();
    }
    if (error.filter("missing_scope"::equals).isPresent()) {
      return new Found.Failed(
          api.tokens()
              .refused(
                  new AttemptResult.Hold(
                      "missing_scope",
                      "the token may not look people up or write to them",
                      "add the scopes users:read.email and im:write under OAuth & Permissions, reinstall the app, and put the new token here",
                      false)));
    }
    return new Found.Failed(
        switch (SlackAnswer.of(answer, email, AttemptResult.Delivered.OK, clock.instant())) {
          case AttemptResult.Delivered _ ->
              new AttemptResult.Retry("bad_answer", "Slack answered without an id", false);
          case AttemptResult.Retry retry ->
              new AttemptResult.Retry(retry.code(), "looking up " + email + " failed", false);
          case AttemptResult.Reject reject ->
              new AttemptResult.Retry(reject.code(), reject.detail(), false);
          case AttemptResult.RateLimited limited -> {
            turns.heedFor(method, limited);
            yield limited;
          }
          case AttemptResult.Hold hold -> api.tokens().refused(hold);
        });
  }
}
