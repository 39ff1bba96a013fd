package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// The states of consents that were begun: random texts that go to a vendor and come back once. Any thread of any process may
/// call it.
public interface ConsentStates {
  /// How long a person has.
  Duration LIFE = Duration.ofMinutes(10);

  /// So many of one destination may be under way; the oldest ends when there are more.
  int EACH_MAX = 20;

  /// A new state.
  ///
  /// @param oneBrowser whether only the browser may come back with it that shows the secret in the answer
  Started begin(Begun begun, boolean oneBrowser);

  /// What is handed out, each 256 bits of chance.
  ///
  /// @param browser the browser's secret; empty when any may come back
  record Started(String state, String browser) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /// What was begun with that state. It is used up, whatever is made of it.
  ///
  /// @param browser the secret that the browser shows; empty when it shows none
  /// @return nothing when it was never given out, was used before, has ended, or began in another browser
  Optional<Begun> take(String state, String browser);

  /// Whose consent it is.
  ///
  /// @param type the type's key
  record Begun(String type, String destination) {
    public Begun {
      requireNonNull(type);
      requireNonNull(destination);
    }
  }
}
