package io.ingestlayer.platform.db;

/// This database could lose what we would acknowledge, or cannot hold it; the message tells the operator what to do.
public final class NotDurableException extends RuntimeException {
  NotDurableException(String message) {
    super(message);
  }
}
