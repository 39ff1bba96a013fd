package io.ingestlayer.platform.net;

/// A connection that this process will not make, or a host name that led nowhere.
public final class EgressRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// Why.
  public enum Reason {
    /// The address is private and the operator has not allowed it.
    NOT_ALLOWED,
    /// The name could not be resolved; may work later.
    UNRESOLVED
  }

  public EgressRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
