package io.ingestlayer.platform.net;

import java.net.InetAddress;
import java.util.List;

/// Says which addresses destinations may connect to: public ones, and private ones that the operator has allowed.
///
/// A name is resolved once, every address is checked, and the caller connects to the address that was checked.
public interface EgressPolicy {

  /// The addresses of the host, all of them allowed.
  ///
  /// @throws EgressRefusedException when the host has no address, or one that is not allowed; the message says what an
  ///     operator would add to `INGESTLAYER_EGRESS_ALLOW`
  List<InetAddress> resolve(String host) throws EgressRefusedException;
}
