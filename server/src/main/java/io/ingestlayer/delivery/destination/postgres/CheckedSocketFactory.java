package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.platform.net.CheckedSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/// Gives the PostgreSQL driver sockets that are connected already, to an address that was checked.
///
/// The driver makes the factory itself, by its class name and one text; the text is the key under which the target waits.
public final class CheckedSocketFactory extends SocketFactory {
  private static final Map<String, Target> TARGETS = new ConcurrentHashMap<>();

  private final String key;

  /// Where the connections of a destination go.
  record Target(CheckedSockets sockets, String host, int port, Duration timeout) {}

  /// Called by the driver.
  public CheckedSocketFactory(String key) {
    this.key = key;
  }

  static void register(String key, Target target) {
    TARGETS.put(key, target);
  }

  static void forget(String key) {
    TARGETS.remove(key);
  }

  /// The driver connects only what is not connected.
  @Override
  public Socket createSocket() throws IOException {
    Target target = TARGETS.get(key);
    if (target == null) {
      throw new IOException("the destination is closed");
    }
    return target.sockets().connect(target.host(), target.port(), target.timeout());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket();
  }
}
