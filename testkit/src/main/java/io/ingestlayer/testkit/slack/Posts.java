package io.ingestlayer.testkit.slack;

import io.ingestlayer.testkit.http.Recorded;
import io.ingestlayer.testkit.slack.Outcome.Done;
import io.ingestlayer.testkit.slack.Outcome.Refused;
import io.ingestlayer.testkit.slack.Outcome.TooFast;
import io.ingestlayer.testkit.slack.SentMessage.Via;
import io.ingestlayer.testkit.slack.Workspace.Channel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// The last step of both doors: checks the content, keeps the pace, and records the message.
final class Posts {
  private static final int MESSAGES_MAX = 500_000;
  private static final int BURST = 3;

  private final Recorded<SentMessage> messages = new Recorded<>(MESSAGES_MAX);
  private final Pace pace = new Pace(BURST, Duration.ofSeconds(1));
  private final InstantSource clock;
  private long sequence;

  Posts(InstantSource clock) {
    this.clock = clock;
  }

  Pace pace() {
    return pace;
  }

  Recorded<SentMessage> messages() {
    return messages;
  }

  Outcome post(Via via, Channel channel, ObjectNode message, String raw) {
    Optional<Refused> refusal = MessageCheck.refusal(message).or(() -> thread(channel, message));
    return refusal.isPresent() ? refusal.get() : record(via, channel, message, raw);
  }

  /// One at a time, so that the order of the messages is the order of their names.
  private synchronized Outcome record(Via via, Channel channel, ObjectNode message, String raw) {
    Instant now = clock.instant();
    OptionalLong wait = pace.take(channel.id(), now);
    if (wait.isPresent()) {
      return new TooFast(wait.getAsLong());
    }
    String ts = "%d.%06d".formatted(now.getEpochSecond(), ++sequence % 1_000_000);
    messages.add(new SentMessage(now, via, channel.id(), ts, message, raw));
    return new Done(answer(channel, message, ts), MessageCheck.warnings(message));
  }

  private Optional<Refused> thread(Channel channel, ObjectNode message) {
    String thread = message.path("thread_ts").asString("");
    boolean known =
        thread.isEmpty()
            || messages.all().stream()
                .anyMatch(m -> m.channel().equals(channel.id()) && m.ts().equals(thread));
    return known ? Optional.empty() : Optional.of(Refused.because("thread_not_found"));
  }

  private static ObjectNode answer(Channel channel, ObjectNode message, String ts) {
    ObjectNode answer = Arguments.JSON.createObjectNode();
    answer.put("channel", channel.id()).put("ts", ts);
    String text = message.path("text").asString("");
    ObjectNode posted = answer.putObject("message");
    posted.put("type", "message").put("subtype", "bot_message").put("ts", ts);
    posted.put("text", text.substring(0, Math.min(text.length(), MessageCheck.TEXT_MAX)));
    for (String member : List.of("blocks", "attachments", "thread_ts")) {
      if (message.has(member)) {
        posted.set(member, message.path(member));
      }
    }
    return answer;
  }
}
