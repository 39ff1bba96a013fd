package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The secrets that a person sets by name, for definitions to refer to as `{ secret: NAME }`. What is set is never shown
/// again but for its end. Any thread may call it.
public interface Secrets {
  /// Characters of one secret.
  int LENGTH_MAX = 64 * 1024;

  /// Secrets there may be.
  int NAMES_MAX = 1_000;

  /// All of them, in the order of their names; then the credentials that removed destinations have left, at most
  /// [#NAMES_MAX], which no definition can name.
  List<Named> list();

  /// Sets it; a value that was there is replaced. Destinations that use it get the new one within seconds.
  ///
  /// @param name as `SecretName` says
  /// @throws IllegalArgumentException for a name or a value that cannot be, with a sentence that repeats no value
  Named put(String name, Secret value, Instant now);

  Deletion delete(String name);

  /// A secret, without the secret.
  ///
  /// @param version how often it was set since it was made
  /// @param lastFour the last four characters; empty for a value of less than 16, of which they would tell too much
  /// @param createdAt when it was set last
  /// @param usedBy the definitions that refer to it now: `destination team-slack`
  /// @param left null for all but what a removed destination has left
  record Named(
      String name,
      int version,
      String lastFour,
      Instant createdAt,
      List<String> usedBy,
      @Nullable Left left) {
    public Named {
      requireNonNull(name);
      requireNonNull(lastFour);
      usedBy = List.copyOf(usedBy);
    }

    /// Who uses it, or for how long nobody has and how long it is kept for one who comes back; empty for nobody.
    public String users() {
      return left == null ? String.join(", ", usedBy) : left.toString();
    }
  }

  /// How long a credential is kept that nobody uses.
  ///
  /// @param since when the destination was removed
  /// @param until when it goes at the earliest: not while the destination has open deliveries
  record Left(Instant since, Instant until) {
    @Override
    public String toString() {
      return "nobody since %s, kept until %s"
          .formatted(since.truncatedTo(ChronoUnit.SECONDS), until.truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /// What came of a deletion.
  sealed interface Deletion {}

  /// It is gone.
  record Deleted() implements Deletion {}

  /// There was none.
  record Unknown() implements Deletion {}

  /// It is still there, since these definitions refer to it.
  record InUse(List<String> usedBy) implements Deletion {
    public InUse {
      usedBy = List.copyOf(usedBy);
    }
  }
}
