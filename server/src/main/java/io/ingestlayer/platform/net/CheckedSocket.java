package io.ingestlayer.platform.net;

import io.ingestlayer.platform.net.EgressPolicy.Ports;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/// A socket that connects only where the policy lets it, and through no proxy of the system's settings.
///
/// It checks whatever address it is given, so that no mistake in front of it leads elsewhere.
final class CheckedSocket extends Socket {
  private final EgressPolicy policy;
  private final Ports ports;

  CheckedSocket(EgressPolicy policy, Ports ports) {
    super(Proxy.NO_PROXY);
    this.policy = policy;
    this.ports = ports;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  /// @throws EgressRefusedException when the target is not allowed
  /// @throws NoRouteToHostException when the packet could not leave this machine or its network
  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (!(endpoint instanceof InetSocketAddress target)) {
      throw EgressRefusedException.notAllowed("only TCP addresses are connected to");
    }
    InetAddress given = target.getAddress();
    String host = given == null ? target.getHostString() : given.getHostAddress();
    InetAddress checked = policy.resolve(host, target.getPort(), ports).getFirst();
    try {
      super.connect(new InetSocketAddress(checked, target.getPort()), timeout);
    } catch (ConnectException | NoRouteToHostException e) {
      throw e;
    } catch (SocketException e) {
      // Closed by who waits for it, in Java's own words.
      throw String.valueOf(e.getMessage()).matches("(?i).*closed.*") ? e : noRoute(e);
    }
  }

  /// The system's errors for a network that is unreachable, a firewall here, no free port or file: all of them on this
  /// side, and not told apart by the type of the exception.
  private static NoRouteToHostException noRoute(SocketException cause) {
    NoRouteToHostException noRoute = new NoRouteToHostException(cause.getMessage());
    noRoute.initCause(cause);
    return noRoute;
  }
}
