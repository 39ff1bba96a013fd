package io.ingestlayer.delivery;

/// How much the lanes keep in memory and how many there are. What does not fit waits in the table.
///
/// @param bytesMax of events in memory over all lanes, as far as they can be estimated
/// @param laneBytesMax of events in memory in one lane
/// @param laneRowsMax open rows in memory in one lane
/// @param lanesMax lanes in memory; idle ones are forgotten
/// @param unsettledMax open rows that were tried and whose outcome is not yet stored; lanes start nothing beyond
public record LaneBounds(
    long bytesMax, long laneBytesMax, int laneRowsMax, int lanesMax, int unsettledMax) {
  private static final long MIB = 1024 * 1024;

  public static final LaneBounds DEFAULT = new LaneBounds(64 * MIB, 24 * MIB, 1_000, 10_000, 4_000);

  public LaneBounds {
    if (Math.min(bytesMax, laneBytesMax) < 1
        || Math.min(laneRowsMax, lanesMax) < 1
        || unsettledMax < 1) {
      throw new IllegalArgumentException("a bound of the lanes is at least one");
    }
  }
}
