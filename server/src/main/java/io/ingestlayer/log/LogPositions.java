package io.ingestlayer.log;

import java.util.List;

/// How far the log has been written, and how far decided. Any thread may call it.
public interface LogPositions {

  /// All partitions, those of other nodes too.
  List<Position> positions();

  /// One partition.
  ///
  /// @param head events ever stored in it; offsets have no gaps
  /// @param decided events of it that the pipelines have passed
  record Position(int partition, long head, long decided) {}
}
