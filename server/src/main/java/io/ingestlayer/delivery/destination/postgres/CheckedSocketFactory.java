package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/// Connects the PostgreSQL driver to addresses that were checked, and to no other.
///
/// The driver makes the factory itself, by its class name and one text; the text is the key under which the policy waits.
public final class CheckedSocketFactory extends SocketFactory {
  private static final Map<String, EgressPolicy> POLICIES = new ConcurrentHashMap<>();

  private final String key;

  /// Called by the driver.
  public CheckedSocketFactory(String key) {
    this.key = key;
  }

  static void register(String key, EgressPolicy policy) {
    POLICIES.put(key, policy);
  }

  static void forget(String key) {
    POLICIES.remove(key);
  }

  @Override
  public Socket createSocket() throws IOException {
    EgressPolicy policy = POLICIES.get(key);
    if (policy == null) {
      throw new IOException("the destination is closed");
    }
    return new CheckedSocket(policy);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    return createSocket(address.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(address, port);
  }

  /// A refusal on its way through the driver.
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final EgressRefusedException refusal;

    RefusedException(EgressRefusedException refusal) {
      super(refusal.getMessage(), refusal);
      this.refusal = refusal;
    }

    EgressRefusedException refusal() {
      return refusal;
    }
  }

  /// Resolves and checks where it is told to go, whatever the driver has resolved before, and takes no proxy.
  private static final class CheckedSocket extends Socket {
    private final EgressPolicy policy;

    CheckedSocket(EgressPolicy policy) {
      super(Proxy.NO_PROXY);
      this.policy = policy;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      if (!(endpoint instanceof InetSocketAddress target)) {
        throw new IOException("only TCP addresses are connected to");
      }
      try {
        InetAddress address = policy.resolve(target.getHostString()).getFirst();
        super.connect(new InetSocketAddress(address, target.getPort()), timeout);
      } catch (EgressRefusedException e) {
        throw new RefusedException(e);
      }
    }
  }
}
