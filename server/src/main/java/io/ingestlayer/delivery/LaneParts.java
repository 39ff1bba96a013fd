package io.ingestlayer.delivery;

import io.ingestlayer.platform.time.Timer;

/// What all lanes of this process share.
interface LaneParts {
  Timer timer();

  PostgresOpenRows rows();

  Finisher finisher();

  Settler settler();

  AttemptRun attempts();

  LaneMemory memory();

  DestinationAlarms alarms();

  OurNetwork network();

  /// Whether attempts may be started; when that changes to true, all lanes are pumped.
  boolean mayStart();

  /// Has all lanes of the destination look again.
  void pumpAll(String destination);
}
