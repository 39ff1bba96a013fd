package io.ingestlayer.delivery;

import io.ingestlayer.platform.time.Timer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// What the lanes of this process share, made of what the process gives them. Any thread may call it.
final class SharedParts implements LaneParts {
  private final Timer timer;
  private final Around around;
  private final PostgresDueRows rows;
  private final PostgresRowMarks marks;
  private final LaneReads reads = new LaneReads(LaneReads.AT_ONCE_MAX);
  private final Finisher finisher;
  private final Settler settler;
  private final AttemptRun attempts;
  private final LaneMemory memory;
  private final DestinationAlarms alarms;
  private final OurNetwork network = new OurNetwork();

  /// What the lanes as a whole can do and say.
  ///
  /// @param active whether this process is to send at all
  /// @param pump has the lanes of a destination look again
  /// @param leaseLost called when another turned out to have the lanes
  record Around(BooleanSupplier active, Consumer<String> pump, Runnable leaseLost) {}

  SharedParts(Lanes.Needs needs, PostgresLaneLease lease, Around around) {
    RowIds ids = new RowIds(needs.timer(), needs.random());
    this.timer = needs.timer();
    this.around = around;
    rows = new PostgresDueRows(needs.database(), needs.workspace(), needs.events());
    marks = new PostgresRowMarks(needs.database());
    settler = new Settler(ids);
    attempts = new AttemptRun(needs.timer(), ids);
    memory = new LaneMemory(needs.bounds());
    alarms =
        new DestinationAlarms(
            new PostgresDestinationPauses(needs.database()),
            new PostgresDestinationStreaks(needs.database()),
            needs.limits()::wakeOutbox);
    finisher =
        new Finisher(
            new PostgresFinish(needs.database(), lease, needs.limits(), needs.timer()),
            needs.timer(),
            needs.bounds().unsettledMax(),
            around.leaseLost());
  }

  @Override
  public Timer timer() {
    return timer;
  }

  @Override
  public PostgresDueRows rows() {
    return rows;
  }

  @Override
  public PostgresRowMarks marks() {
    return marks;
  }

  @Override
  public LaneReads reads() {
    return reads;
  }

  @Override
  public Finisher finisher() {
    return finisher;
  }

  @Override
  public Settler settler() {
    return settler;
  }

  @Override
  public AttemptRun attempts() {
    return attempts;
  }

  @Override
  public LaneMemory memory() {
    return memory;
  }

  @Override
  public DestinationAlarms alarms() {
    return alarms;
  }

  @Override
  public OurNetwork network() {
    return network;
  }

  @Override
  public boolean mayStart(Lane lane) {
    return around.active().getAsBoolean() && finisher.takesMore(lane);
  }

  @Override
  public void pumpAll(String destination) {
    around.pump().accept(destination);
  }
}
