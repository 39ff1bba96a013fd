package io.ingestlayer.platform.net;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The ports on which this server itself listens: API, metrics, embedded database. Any thread may call it.
///
/// No destination is connected to one of them by any address of this machine: not only the one that is bound, since
/// another may lead there through a proxy on this machine.
public final class OwnListeners {
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

  /// @param port 0 is one that is not known yet, and adds nothing
  public void add(int port) {
    if (port != 0) {
      ports.add(port);
    }
  }

  boolean contains(InetAddress address, int port) {
    return ports.contains(port) && isOfThisMachine(address);
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      // The interfaces cannot be listed, and what may be ours is not connected to.
      return true;
    }
  }
}
