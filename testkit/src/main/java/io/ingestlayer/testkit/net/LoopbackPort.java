package io.ingestlayer.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A free TCP port on 127.0.0.1 that serves each connection on a virtual thread of its own, can refuse connections
/// for a while and takes the same port again. Any thread may call.
public final class LoopbackPort implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int CONNECTIONS_MAX = 20_000;
  private static final int CLOSE_AT_MOST_SECONDS = 10;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> live = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final InetSocketAddress address;
  private final Serve serve;

  /// Guarded by this: listening, or (while it refuses) bound only, so that nobody else gets the port.
  private AutoCloseable holder;

  private Future<?> accepting = CompletableFuture.completedFuture(null);
  private boolean refusing;
  private boolean closed;

  private LoopbackPort(ServerSocket listening, Serve serve) {
    this.address = (InetSocketAddress) listening.getLocalSocketAddress();
    this.serve = serve;
    this.holder = listening;
  }

  /// Opens a free port and serves every connection with this.
  public static LoopbackPort open(Serve serve) {
    try {
      ServerSocket listening =
          listen(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
      LoopbackPort port = new LoopbackPort(listening, serve);
      port.accepting = port.threads.submit(() -> port.accept(listening));
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException("open a port on loopback", e);
    }
  }

  public int port() {
    return address.getPort();
  }

  /// Connections accepted so far.
  public long accepted() {
    return accepted.get();
  }

  /// Connections open now.
  public int live() {
    return live.size();
  }

  /// With `true` new connections are refused, as by a process that is not there; those that are open stay. With
  /// `false` they are accepted again, on the same port.
  public synchronized void refuse(boolean refuse) {
    if (refuse == refusing || closed) {
      return;
    }
    try {
      refusing = refuse;
      if (refuse) {
        holder.close();
        // The port is free only when the thread that waits in accept has left.
        accepting.get(CLOSE_AT_MOST_SECONDS, TimeUnit.SECONDS);
        holder = reserve(address);
      } else {
        AutoCloseable reserved = holder;
        ServerSocket listening = listen(address);
        holder = listening;
        reserved.close();
        accepting = threads.submit(() -> accept(listening));
      }
    } catch (Exception e) {
      throw new IllegalStateException("refuse connections on port " + port() + ": " + refuse, e);
    }
  }

  /// Ends every open connection with a reset, as a crashed machine or a firewall does.
  public void resetAll() {
    live.forEach(LoopbackPort::reset);
  }

  /// Ends this connection with a reset: the other side gets an error, not the end of the stream.
  public static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already, and closing it again does no harm.
    }
    close(socket);
  }

  /// Stops listening, ends every connection and waits for the threads that served them.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      close(holder);
    }
    resetAll();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_AT_MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "a connection to port " + port() + " is still being served");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(ServerSocket listening) {
    while (true) {
      Socket socket;
      try {
        socket = listening.accept();
      } catch (IOException e) {
        return; // It was closed: by close() or because it refuses now.
      }
      accepted.incrementAndGet();
      live.add(socket);
      if (live.size() > CONNECTIONS_MAX || threads.isShutdown()) {
        live.remove(socket);
        reset(socket);
        continue;
      }
      threads.execute(() -> serve(socket));
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      serve.serve(socket);
    } catch (IOException e) {
      // The other side left, or this connection was cut; both are what this kit is for.
    } finally {
      live.remove(socket);
    }
  }

  private static ServerSocket listen(InetSocketAddress address) throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(address, BACKLOG);
    return listening;
  }

  private static Socket reserve(InetSocketAddress address) throws IOException {
    Socket bound = new Socket();
    bound.setReuseAddress(true);
    bound.bind(address);
    return bound;
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // Closing a socket fails only when it is closed.
    }
  }

  /// What is done with one connection. It is closed when this returns or throws.
  @FunctionalInterface
  public interface Serve {
    void serve(Socket socket) throws IOException;
  }
}
