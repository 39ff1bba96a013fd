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

  /// `dns_unavailable`: the name servers of this machine answer nothing at all, so the fault is here for certain.
  public static EgressRefusedException dnsUnavailable(String message) {
    return new EgressRefusedException(Reason.UNRESOLVED, "dns_unavailable", message);
  }

  /// `unresolved_host`: nobody could say the address, though name servers can be reached. The fault may be here all the
  /// same, behind them.
  public static EgressRefusedException unresolved(String message) {
    return new EgressRefusedException(Reason.UNRESOLVED, "unresolved_host", message);
  }

  /// `unknown_host`: DNS works and says that there is no such name, or that it has no address.
  public static EgressRefusedException unknown(String message) {
    return new EgressRefusedException(Reason.UNRESOLVED, "unknown_host", message);
  }

  /// Whether the fault is here for certain, and says nothing of the target.
  public boolean isOurs() {
    return code.equals("dns_unavailable");
  }

  /// Whether a DNS that works has said that there is no such name.
  public boolean isAnswered() {
    return code.equals("unknown_host");
  }

  public Reason reason() {
    return reason;
  }

  /// `egress_refused`, `unresolved_host`, `dns_unavailable` or `unknown_host`.
  public String code() {
    return code;
  }
}
