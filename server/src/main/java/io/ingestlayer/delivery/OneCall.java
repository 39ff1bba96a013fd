package io.ingestlayer.delivery;

import io.ingestlayer.component.Secret;
import org.jspecify.annotations.Nullable;

/// A renewal that calls the vendor once, however often the transaction around it is run. One thread.
final class OneCall {
  private final Credentials.Renewal renewal;
  private final Secret seen;
  private Credentials.@Nullable Answer answer;
  private @Nullable InterruptedException interrupted;
  private boolean called;
  private int version;

  OneCall(Credentials.Renewal renewal, Secret seen) {
    this.renewal = renewal;
    this.seen = seen;
  }

  Secret seen() {
    return seen;
  }

  /// What the vendor said; null when the call was interrupted.
  Credentials.@Nullable Answer answerTo(int currentVersion) {
    if (!called) {
      called = true;
      version = currentVersion;
      try {
        answer = renewal.call(seen);
      } catch (InterruptedException e) {
        interrupted = e;
      }
    }
    return answer;
  }

  Credentials.@Nullable Answer answer() {
    return answer;
  }

  /// The version that it answers for.
  int version() {
    return version;
  }

  <T> T rethrown(T result) throws InterruptedException {
    rethrow();
    return result;
  }

  void rethrow() throws InterruptedException {
    if (interrupted != null) {
      throw interrupted;
    }
  }
}
