package io.ingestlayer.platform.db.embedded;

import java.time.Duration;

/// What happened to the embedded PostgreSQL while nobody asked it to stop.
public sealed interface PostgresEvent {

  /// It ended by itself or was killed; it is being started again.
  ///
  /// @param lastWords the end of its log
  record Died(int exitCode, String lastWords) implements PostgresEvent {}

  /// It takes connections again, at the same address.
  record Restarted(Duration away) implements PostgresEvent {}

  /// It could not be started again and no more is tried. The server cannot go on.
  record GivenUp(String why) implements PostgresEvent {}
}
