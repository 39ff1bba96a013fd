package io.ingestlayer.delivery;

/// Another has taken over the lanes; nothing was written.
final class LeaseLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LeaseLostException(String doing) {
    super(doing + ": the lease of the lanes is lost");
  }
}
