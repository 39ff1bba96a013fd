package io.ingestlayer.platform.net;

import java.io.IOException;

/// A connection that this process will not make, or a host name that led nowhere.
public final class EgressRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String code;

  /// Why.
  public enum Reason {
    /// The operator has not allowed the address or the port.
    NOT_ALLOWED,
    /// The name could not be resolved; may work later.
    UNRESOLVED
  }

  private EgressRefusedException(Reason reason, String code, String message) {
    super(message);
    this.reason = reason;
    this.code = code;
  }

  /// `egress_refused`: the target is not allowed.
  public static EgressRefusedException notAllowed(String message) {
    return new EgressRefusedException(Reason.NOT_ALLOWED, "egress_refused", message);
  }

  /// `unresolved_host`: nobody could say the address. It says nothing against the target: the fault may be here.
  public static EgressRefusedException unresolved(String message) {
    return new EgressRefusedException(Reason.UNRESOLVED, "unresolved_host", message);
  }

  /// `unknown_host`: DNS works and says that there is no such name, or that it has no address.
  public static EgressRefusedException unknown(String message) {
    return new EgressRefusedException(Reason.UNRESOLVED, "unknown_host", message);
  }

  public Reason reason() {
    return reason;
  }

  /// `egress_refused`, `unresolved_host` or `unknown_host`.
  public String code() {
    return code;
  }
}
