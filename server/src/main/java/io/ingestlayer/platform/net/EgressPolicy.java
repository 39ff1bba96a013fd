package io.ingestlayer.platform.net;

import java.net.InetAddress;
import java.util.List;

/// Says where destinations may connect to: public addresses, and private ones that the operator has allowed. Any thread
/// may call it.
///
/// A name is resolved once, every address is checked, and the caller connects to the address that was checked. Who speaks
/// something else than HTTP takes [CheckedSockets], which does so.
@FunctionalInterface
public interface EgressPolicy {

  /// Which ports a protocol is let out to.
  enum Ports {
    /// 80, 443 and those of `INGESTLAYER_EGRESS_PORTS`: for HTTP. An address in `INGESTLAYER_EGRESS_ALLOW` has all.
    WEB,
    /// All, for protocols that have their own: PostgreSQL, SMTP.
    ANY
  }

  /// The addresses of the host, at least one and all of them allowed. Returns within 8 s.
  ///
  /// @param host a name, or an address, IPv6 with or without brackets
  /// @param port from 1 to 65535
  /// @throws EgressRefusedException when the host has no address, or one that is not allowed on this port; the message
  ///     says what an operator would add
  List<InetAddress> resolve(String host, int port, Ports ports) throws EgressRefusedException;
}
