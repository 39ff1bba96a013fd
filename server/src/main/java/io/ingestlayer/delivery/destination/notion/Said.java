package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.vendor.KeptText;
import io.ingestlayer.platform.http.HttpSender.Answer;
import org.jspecify.annotations.Nullable;

/// What was said last in one attempt, of several requests. One thread.
final class Said {
  private final KeptText kept;
  private @Nullable String request;
  private @Nullable String response;
  private boolean writing;

  Said(KeptText kept) {
    this.kept = kept;
  }

  /// Nothing more is written until [#write].
  void read() {
    writing = false;
  }

  /// This is about to be written.
  void write(String json) {
    request = kept.of(json);
    response = null;
    writing = true;
  }

  /// The answer, without the token.
  Answer answered(Answer answer) {
    Answer clean = kept.of(answer);
    response = kept.of(clean.body());
    return clean;
  }

  void answered(String body) {
    response = kept.of(body);
  }

  /// Whether the last request would have made something.
  boolean isWriting() {
    return writing;
  }

  @Nullable String request() {
    return request;
  }

  @Nullable String response() {
    return response;
  }
}
