package io.ingestlayer.delivery;

import java.util.List;

/// Where decided deliveries go once they are committed. Any thread may call it.
public interface LaneInbox {

  /// Takes them over in memory. Returns at once; what does not fit is read from the table when its lane has room.
  ///
  /// @param committed all that one decision has, and decisions of one partition in their order: a lane takes it that what
  ///     stands before it in the partition was handed over already
  void take(List<OpenDelivery> committed);
}
