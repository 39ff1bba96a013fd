package io.ingestlayer.delivery.destination.notion;

/// A value that its property cannot hold.
final class UnfitException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param reason the rest of a sentence that begins with the property
  UnfitException(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
