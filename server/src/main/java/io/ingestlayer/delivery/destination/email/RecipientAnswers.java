package io.ingestlayer.delivery.destination.email;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Rendered;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.message.MessageText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who of a message's recipients has it, and what that means for the delivery. One thread at a time.
///
/// Whoever has it is not sent it again: that is the delivery's progress. A recipient who is refused for good makes no
/// other wait.
final class RecipientAnswers {
  private static final int NOTE_MAX = 1_000;

  private final Set<String> reached;
  private final List<String> refused = new ArrayList<>();
  private final Map<MailAddress, SmtpReply> deferred = new LinkedHashMap<>();
  private @Nullable String firstRefusal;

  /// @param progress what earlier attempts came to, or null
  RecipientAnswers(@Nullable String progress) {
    reached = new LinkedHashSet<>(progress == null ? List.of() : progress.lines().toList());
  }

  boolean has(MailAddress address) {
    return reached.contains(address.toString());
  }

  /// Somebody who is never written to.
  void refuse(String code, String why) {
    firstRefusal = firstRefusal == null ? code : firstRefusal;
    refused.add(why);
  }

  void take(SmtpConnection.Handed handed) {
    handed
        .recipients()
        .forEach((address, reply) -> {
          if (reply.isPositive()) {
            reached.add(address.toString());
          } else if (reply.isTransient()) {
            deferred.put(address, reply);
          } else {
            refuse(SmtpAnswer.code(reply), address + ": " + reply);
          }
        });
  }

  /// @param note what to say when it arrived, or null
  AttemptResult result(@Nullable String note, Rendered rendered) {
    if (!deferred.isEmpty()) {
      SmtpReply first = deferred.values().iterator().next();
      String waits =
          deferred.entrySet().stream()
              .map(it -> it.getKey() + ": " + it.getValue())
              .collect(Collectors.joining("; "));
      String others = reached.isEmpty() ? "" : " (" + reached.size() + " others have it)";
      Retry retry =
          new Retry(SmtpAnswer.code(first), "not taken yet: " + shown(waits) + others, false);
      return reached.isEmpty() ? retry : retry.withProgress(String.join("\n", reached));
    }
    String lost = refused.isEmpty() ? "" : "not taken: " + String.join("; ", refused);
    if (reached.isEmpty()) {
      return new Reject(
          requireNonNull(firstRefusal == null ? "no_recipient" : firstRefusal),
          refused.isEmpty() ? "the route leads to nobody for this event" : shown(lost),
          refused.isEmpty()
              ? "Give the route's recipients a fallback, such as {{ $event.email ?? 'sales@acme.co' }}, then send it again."
              : "Look at the address, then send it again.");
    }
    String notes =
        List.of(lost, note == null ? "" : note).stream()
            .filter(it -> !it.isEmpty())
            .collect(Collectors.joining("; "));
    return new Delivered("ok", notes.isEmpty() ? null : shown(notes), rendered);
  }

  private static String shown(String text) {
    return MessageText.shortened(text, NOTE_MAX);
  }
}
