package io.ingestlayer.delivery;

/// How much the lanes keep in memory and how many there are. What does not fit waits in the table.
///
/// @param deliveriesMax deliveries in memory over all lanes, 1 to [#DELIVERIES_MAX]
/// @param bytesMax of events in memory over all lanes, as far as they can be estimated
/// @param laneBytesMax of events in memory in one lane
/// @param laneRowsMax open rows in memory in one lane
/// @param lanesMax lanes in memory; idle ones are forgotten, and a destination alone gets about half
/// @param unsettledMax open rows that were tried and whose outcome is not yet stored; lanes start nothing beyond,
///     and each stops the sooner the more of them are its own or its destination's
public record LaneBounds(
    int deliveriesMax,
    long bytesMax,
    long laneBytesMax,
    int laneRowsMax,
    int lanesMax,
    int unsettledMax) {
  private static final long MIB = 1024 * 1024;
  private static final long ALL_BYTES_MAX = 64 * MIB;

  /// What a delivery takes in memory beside its event's text.
  static final long DELIVERY_BYTES = 512;

  /// More deliveries than these never fit into the bytes of the default.
  public static final int DELIVERIES_MAX = (int) (ALL_BYTES_MAX / DELIVERY_BYTES);

  public static final LaneBounds DEFAULT =
      new LaneBounds(100_000, ALL_BYTES_MAX, 24 * MIB, 1_000, 10_000, 4_000);

  public LaneBounds {
    if (Math.min(bytesMax, laneBytesMax) < 1
        || Math.min(laneRowsMax, lanesMax) < 1
        || unsettledMax < 1) {
      throw new IllegalArgumentException("a bound of the lanes is at least one");
    }
    if (deliveriesMax < 1 || deliveriesMax > DELIVERIES_MAX) {
      throw new IllegalArgumentException("the lanes hold 1 to " + DELIVERIES_MAX + " deliveries");
    }
  }

  public LaneBounds withDeliveriesMax(int deliveries) {
    return new LaneBounds(deliveries, bytesMax, laneBytesMax, laneRowsMax, lanesMax, unsettledMax);
  }
}
