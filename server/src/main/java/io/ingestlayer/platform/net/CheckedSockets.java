package io.ingestlayer.platform.net;

import io.ingestlayer.platform.net.EgressPolicy.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// The one way out for TCP: sockets that connect to checked addresses and to no others. Any thread may call it.
///
/// [#connect] is for protocols that take a connected socket. As a [SocketFactory] it is for libraries that connect by
/// themselves; its sockets check each address they are given.
public final class CheckedSockets extends SocketFactory {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final EgressPolicy policy;
  private final Ports ports;

  public CheckedSockets(EgressPolicy policy, Ports ports) {
    this.policy = policy;
    this.ports = ports;
  }

  /// A connected socket. The name is resolved once and all its addresses are checked; then they are tried one after the
  /// other, each for its part of the time that is left, so that one that is silent does not use up all of it.
  ///
  /// @param host a name, or an address, IPv6 with or without brackets
  /// @param timeout for all of them, above zero; to find them out has its own, 8 s
  /// @throws EgressRefusedException when the target is not allowed or its name not resolved; nothing was sent
  /// @throws NoRouteToHostException when each of them failed on this side: no route, a firewall here
  /// @throws IOException when none could be connected to; the others' errors are suppressed in it
  public Socket connect(String host, int port, Duration timeout) throws IOException {
    List<InetAddress> addresses = policy.resolve(host, port, ports);
    long end = System.nanoTime() + timeout.toNanos();
    IOException failed = null;
    for (int i = 0; i < addresses.size(); i++) {
      long part = (end - System.nanoTime()) / (addresses.size() - i);
      try {
        return connect(new InetSocketAddress(addresses.get(i), port), Duration.ofNanos(part));
      } catch (IOException e) {
        failed = worse(failed, e);
      }
    }
    throw failed == null ? new SocketTimeoutException("no connection to " + host) : failed;
  }

  private Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
    Socket socket = createSocket();
    try {
      // A socket takes 0 for no end at all.
      socket.connect(address, Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// That there is no route says least: it is the error only when all have it.
  private static IOException worse(@Nullable IOException first, IOException next) {
    if (first == null) {
      return next;
    }
    boolean isTold = !(first instanceof NoRouteToHostException);
    IOException told = isTold ? first : next;
    told.addSuppressed(isTold ? next : first);
    return told;
  }

  @Override
  public Socket createSocket() {
    return new CheckedSocket(policy, ports);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connect(host, port, CONNECT_TIMEOUT);
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    return connect(address.getHostAddress(), port, CONNECT_TIMEOUT);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(address, port);
  }
}
