package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one try came to for one delivery, in the terms the lanes act on; each destination translates its vendor's own
/// codes into these.
///
/// `code` is the vendor's, or ours, in lower_snake; `detail` is a sentence for a person.
public sealed interface AttemptResult {

  String code();

  /// The vendor has it.
  ///
  /// @param note something a person should know about it: a text that was cut, a column left out
  /// @param rendered how long its longest text came out, for vendors that take only so much; null for others
  record Delivered(String code, @Nullable String note, @Nullable Rendered rendered)
      implements AttemptResult {
    public static final Delivered OK = new Delivered("ok", null);

    public Delivered(String code, @Nullable String note) {
      this(code, note, null);
    }

    public Delivered {
      requireNonNull(code);
    }
  }

  /// The longest single text of a message.
  ///
  /// @param characters code points, before anything was cut
  /// @param charactersMax what the vendor takes in that place
  record Rendered(long characters, long charactersMax) {}

  /// It did not work and may work later; costs an attempt.
  ///
  /// @param ambiguous it may have arrived all the same, so the next try may be a repeat
  /// @param unreached what no connection came about to; null when somebody was spoken to
  /// @param progress what of the delivery is done already, in the destination's own words, for the next try of this
  ///     delivery; null when it is as it was before. At most [#PROGRESS_LENGTH_MAX] characters
  record Retry(
      String code,
      String detail,
      boolean ambiguous,
      @Nullable Unreached unreached,
      @Nullable String progress)
      implements AttemptResult {
    public static final int PROGRESS_LENGTH_MAX = 16 * 1024;

    public Retry(String code, String detail, boolean ambiguous) {
      this(code, detail, ambiguous, null, null);
    }

    public Retry(String code, String detail, boolean ambiguous, @Nullable Unreached unreached) {
      this(code, detail, ambiguous, unreached, null);
    }

    public Retry {
      requireNonNull(code);
      requireNonNull(detail);
      if (progress != null && progress.length() > PROGRESS_LENGTH_MAX) {
        throw new IllegalArgumentException("progress of at most 16 Ki characters is kept");
      }
    }

    /// No connection came about, so nothing was sent; the lanes find out whose fault it is.
    public static Retry unreached(String code, String detail, Unreached unreached) {
      return new Retry(code, detail, false, requireNonNull(unreached), null);
    }

    /// The same with what is done already.
    public Retry withProgress(String done) {
      return new Retry(code, detail, ambiguous, unreached, done);
    }
  }

  /// A host that there was no way to: it may be gone, or our own network is down. When several are unreached and none
  /// answers, it is our network, and nobody is charged.
  ///
  /// @param host its name, or a sentence that contains it: what two failures differ in when they are of two hosts
  /// @param addresses those that were tried, as far as they are known: two names may lead to one machine
  /// @param ours whether the fault is ours for certain, as when this machine has no route at all
  /// @param silent whether nothing came back in time, so that nobody is known to have said no
  record Unreached(String host, Set<String> addresses, boolean ours, boolean silent) {
    public Unreached {
      requireNonNull(host);
      addresses = Set.copyOf(addresses);
    }

    /// Where no address is known, and something was said.
    public Unreached(String host, boolean ours) {
      this(host, Set.of(), ours, false);
    }

    /// Whether one machine that is gone explains both.
    boolean isSamePlace(Unreached other) {
      return host.equals(other.host) || !Collections.disjoint(addresses, other.addresses);
    }
  }

  /// The vendor asks to wait; costs no attempt and pauses the lane.
  ///
  /// @param after how long the vendor asks to wait; null when it did not say
  record RateLimited(String code, String detail, @Nullable Duration after)
      implements AttemptResult {
    public RateLimited {
      requireNonNull(code);
      requireNonNull(detail);
    }
  }

  /// This message can never succeed; it is dead at once, the lane goes on.
  ///
  /// @param suggestion what a person can do
  record Reject(String code, String detail, String suggestion) implements AttemptResult {
    public Reject {
      requireNonNull(code);
      requireNonNull(detail);
      requireNonNull(suggestion);
    }
  }

  /// The destination itself is broken and no message can succeed until a person mends it; costs no attempt. Events wait,
  /// and one of them probes now and then.
  ///
  /// @param whole whether all lanes of the destination are concerned (a revoked token), or this one (a channel)
  record Hold(String code, String detail, String suggestion, boolean whole)
      implements AttemptResult {
    /// The code of a receiver that has said that it wants to be sent nothing any more.
    public static final String GONE = "gone";

    public Hold {
      requireNonNull(code);
      requireNonNull(detail);
      requireNonNull(suggestion);
    }

    /// Whether nobody is to look by themselves: the destination is paused at once, until a person resumes it.
    boolean isOver() {
      return whole && code.equals(GONE);
    }
  }
}
