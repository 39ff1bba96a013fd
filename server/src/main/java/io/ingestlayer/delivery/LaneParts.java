package io.ingestlayer.delivery;

import io.ingestlayer.platform.time.Timer;

/// What all lanes of this process share.
interface LaneParts {
  Timer timer();

  PostgresDueRows rows();

  PostgresRowMarks marks();

  LaneReads reads();

  Finisher finisher();

  Settler settler();

  AttemptRun attempts();

  LaneMemory memory();

  DestinationAlarms alarms();

  OurNetwork network();

  /// Whether the lane may start attempts; when that changes to true, it is pumped.
  boolean mayStart(Lane lane);

  /// Has all lanes of the destination look again.
  void pumpAll(String destination);
}
