package io.ingestlayer.log;

/// A partition that this node holds. Whoever writes under a lease names its epoch; one that was overtaken writes nothing.
public record PartitionLease(int partition, long epoch) {}
