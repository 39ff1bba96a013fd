package io.ingestlayer.event;

/// A place in the log: the partition, and the position in it, counted from 0 without gaps.
public record Offset(int partition, long position) implements Comparable<Offset> {

  public Offset {
    if (partition < 0 || position < 0) {
      throw new IllegalArgumentException(
          "an offset is not negative: " + partition + "/" + position);
    }
  }

  @Override
  public int compareTo(Offset other) {
    int byPartition = Integer.compare(partition, other.partition);
    return byPartition != 0 ? byPartition : Long.compare(position, other.position);
  }
}
