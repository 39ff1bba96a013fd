package io.ingestlayer.delivery.destination.slack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.time.Duration;
import java.time.InstantSource;

/// Finds the conversation with a person by e-mail address; remembers it for an hour.
final class SlackPeople {
  private static final int REMEMBERED_MAX = 10_000;

  private final SlackApi api;
  private final InstantSource clock;
  private final Cache<String, Found> remembered;

  /// What a look-up came to.
  sealed interface Found {
    /// Their direct messages.
    record Conversation(String id) implements Found {}

    /// Slack has nobody of that address.
    record Nobody() implements Found {}

    /// It could not be learned now.
    record Failed(AttemptResult result) implements Found {}
  }

  SlackPeople(SlackApi api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
    this.remembered =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(Duration.ofHours(1))
            .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
            .build();
  }

  Found find(String email) throws EgressRefusedException, HttpSendException {
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

  private Found ask(String email) throws EgressRefusedException, HttpSendException {
    HttpSender.Answer user = api.lookupByEmail(email);
    Value json = SlackAnswer.json(user);
    if (json.get("error") instanceof Value.Text error && error.value().equals("users_not_found")) {
      return new Found.Nobody();
    }
    if (!(json.get("user").get("id") instanceof Value.Text id)) {
      return failed(user, email);
    }
    String users = Json.write(Value.object().put("users", id.value()).build());
    HttpSender.Answer opened = api.post("conversations.open", users);
    return SlackAnswer.json(opened).get("channel").get("id") instanceof Value.Text channel
        ? new Found.Conversation(channel.value())
        : failed(opened, email);
  }

  private Found failed(HttpSender.Answer answer, String email) {
    AttemptResult result = SlackAnswer.of(answer, email, null, clock.instant());
    return new Found.Failed(
        result instanceof AttemptResult.Delivered
            ? new AttemptResult.Retry("bad_answer", "Slack answered without an id", false)
            : result);
  }
}
