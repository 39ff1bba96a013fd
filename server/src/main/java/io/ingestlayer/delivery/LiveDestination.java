package io.ingestlayer.delivery;

import io.ingestlayer.delivery.Targets.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A destination that is open, with those who use it: closed when it is replaced and the last one is done.
final class LiveDestination {
  private static final Logger LOG = LoggerFactory.getLogger(LiveDestination.class);

  private final Target target;
  private final Destination destination;
  private int users;
  private boolean replaced;

  LiveDestination(Target target, Destination destination) {
    this.target = target;
    this.destination = destination;
  }

  Target target() {
    return target;
  }

  Destination destination() {
    return destination;
  }

  /// False when it was replaced meanwhile.
  synchronized boolean use() {
    if (replaced) {
      return false;
    }
    users++;
    return true;
  }

  void done() {
    boolean last;
    synchronized (this) {
      users--;
      last = replaced && users == 0;
    }
    if (last) {
      close();
    }
  }

  void replace() {
    boolean unused;
    synchronized (this) {
      unused = !replaced && users == 0;
      replaced = true;
    }
    if (unused) {
      close();
    }
  }

  private void close() {
    try {
      destination.close();
    } catch (RuntimeException e) {
      LOG.warn("destination {} did not close", target.definition().name(), e);
    }
  }
}
