package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a lane learns from an attempt about its destination.
///
/// @param taken the vendor took or judged at least one message: it can be reached and lets us in
/// @param failed something did not arrive
/// @param limited the longest wait it asked for
/// @param hold that it is broken; the whole of it, if any answer said so
record Verdict(boolean taken, boolean failed, @Nullable RateLimited limited, @Nullable Hold hold) {

  static Verdict of(List<Call> calls) {
    boolean taken = false;
    boolean failed = false;
    RateLimited limited = null;
    Hold hold = null;
    for (Call call : calls) {
      for (AttemptResult result : call.report().results()) {
        failed |= !(result instanceof Delivered);
        switch (result) {
          case Delivered _, Reject _ -> taken = true;
          case Retry _ -> {}
          case RateLimited asked -> limited = longer(limited, asked);
          case Hold broken -> hold = hold != null && hold.whole() ? hold : broken;
        }
      }
    }
    return new Verdict(taken, failed, limited, hold);
  }

  private static RateLimited longer(@Nullable RateLimited one, RateLimited other) {
    return one == null || wait(other).compareTo(wait(one)) > 0 ? other : one;
  }

  private static Duration wait(RateLimited asked) {
    return asked.after() == null ? Duration.ZERO : asked.after();
  }
}
