package io.ingestlayer.delivery.vendor;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.util.Comparator;
import java.util.List;

/// What of a request or an answer may be kept with an attempt: without the destination's secrets, which whoever answers may
/// repeat, and cut.
///
/// @param secrets the texts that must be seen nowhere
public record KeptText(List<Secret> secrets) {
  private static final int LENGTH_MAX = 16 * 1024;

  /// A text this short would be found everywhere.
  private static final int SECRET_LENGTH_MIN = 4;

  public KeptText {
    secrets =
        secrets.stream()
            .filter(it -> it.reveal().length() >= SECRET_LENGTH_MIN)
            .sorted(Comparator.comparingInt((Secret it) -> it.reveal().length()).reversed())
            .toList();
  }

  /// @return at most 16 Ki characters
  public String of(String text) {
    return MessageText.cut(withoutSecrets(text), LENGTH_MAX);
  }

  public Answer of(Answer answer) {
    return new Answer(answer.status(), answer.headers(), withoutSecrets(answer.body()));
  }

  private String withoutSecrets(String text) {
    String kept = text;
    for (Secret secret : secrets) {
      kept = kept.replace(secret.reveal(), secret.toString());
    }
    return kept;
  }
}
