package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import java.time.Duration;
import java.util.Optional;

/// The credentials of one destination that change while it lives: those that a vendor replaces at each renewal, and those
/// that a person's consent brings. Kept encrypted; any thread of any process may call it.
///
/// What belongs together is one credential: an access token, the token that renews it and its end are one text, such as
/// JSON, so that they are never seen apart.
public interface Credentials {
  /// The longest that a renewal waits: for another one's renewal, and for the vendor, each.
  Duration WAIT_MAX = Duration.ofSeconds(30);

  /// For destinations whose credentials never change: nothing is kept.
  Credentials NONE = new Unkept();

  /// What is kept under this field of the configuration.
  Optional<Secret> find(String field);

  /// What is valid now of a credential that began as `configured`: itself, or what it was renewed to. A configuration that
  /// was changed since begins anew.
  Secret current(String field, Secret configured);

  /// Keeps what a person's consent brought, whatever was kept before; ends what [Lost] said.
  void put(String field, Secret value);

  /// Forgets it.
  void remove(String field);

  /// Renews a credential that the vendor does not take any more, or soon will not. Of all who ask at the same time, one
  /// calls the vendor; the others get what came of it. What came is kept before anyone gets it.
  ///
  /// Returns within about [#WAIT_MAX] beyond the time that the renewal itself takes.
  ///
  /// @param seen the credential that the caller holds; when another one is kept by now, that one is the answer and the
  ///     vendor is not called
  /// @param renewal the call; it must end within [#WAIT_MAX]
  /// @throws InterruptedException when the caller was interrupted while it waited
  Renewed renew(String field, Secret seen, Renewal renewal) throws InterruptedException;

  /// One call to the vendor.
  interface Renewal {
    Answer call(Secret old) throws InterruptedException;
  }

  /// What the vendor said.
  sealed interface Answer {}

  /// It gave a new credential; the old one may be used up.
  record Given(Secret value) implements Answer {
    public Given {
      requireNonNull(value);
    }
  }

  /// It does not take the old one, and never will.
  ///
  /// @param code the vendor's, in lower_snake
  record Refused(String code, String detail) implements Answer {
    public Refused {
      requireNonNull(code);
      requireNonNull(detail);
    }
  }

  /// It did not answer, or not now.
  ///
  /// @param maybeArrived whether it may have used the old one up all the same
  record NoAnswer(String code, String detail, boolean maybeArrived) implements Answer {
    public NoAnswer {
      requireNonNull(code);
      requireNonNull(detail);
    }
  }

  /// What came of a renewal.
  sealed interface Renewed {}

  /// The credential that is valid now, kept.
  record Valid(Secret value) implements Renewed {
    public Valid {
      requireNonNull(value);
    }
  }

  /// There is none. The result is what an attempt answers: a [AttemptResult.Hold] when a person must connect again, an
  /// [AttemptResult.Retry] when it may work later.
  record Lost(AttemptResult result) implements Renewed {
    public Lost {
      requireNonNull(result);
    }
  }
}
