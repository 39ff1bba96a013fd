package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What one destination has found out about its target and must still know after a restart, such as where a chat has moved
/// to. Never a secret, and nothing that could not be found out again: when it cannot be kept the destination goes on
/// without. Any thread of any process may call it; a call waits for the database.
public interface KeptFacts {
  /// Facts of one destination. When one more is kept, the one that was kept longest ago is forgotten.
  int FACTS_MAX = 1_000;

  /// UTF-16 units of a name and of a value, each.
  int LENGTH_MAX = 500;

  /// For destinations that find out nothing: nothing is kept.
  KeptFacts NONE = new NoneKept();

  /// A fact.
  ///
  /// @param at when it was kept last
  record Kept(String name, String value, Instant at) {
    public Kept {
      requireNonNull(name);
      requireNonNull(value);
      requireNonNull(at);
    }
  }

  /// Everything that is kept; empty when that cannot be read now.
  Optional<List<Kept>> all();

  /// Keeps it instead of what was kept under that name. It is on stable storage when this returns true; false says that it
  /// could not be kept now.
  boolean keep(String name, String value);

  /// Forgets it; when it cannot now, it is there again after a restart.
  void forget(String name);
}
