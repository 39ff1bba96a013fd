package io.ingestlayer.testkit.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A TCP proxy on loopback that breaks connections in the ways a network does. Until told otherwise it passes every
/// byte on. Any thread may call.
///
/// Its cuts are resets: each side gets an error. What was on its way at that moment may be lost, as in life; the
/// planned cuts ([#loseAnswerTo], [#loseRequest], [#cutAfterBytes]) say exactly what was passed on and what not.
public final class CuttingProxy implements AutoCloseable {
  private static final int CONNECT_AT_MOST_MILLIS = 5_000;

  private final InetSocketAddress target;
  private final LoopbackPort port;
  private final Set<ProxiedConnection> live = ConcurrentHashMap.newKeySet();
  private final List<PlannedCut> plans = new CopyOnWriteArrayList<>();
  private final Map<Direction, AtomicLong> bytes = new EnumMap<>(Direction.class);
  private final Gate gate = new Gate();

  /// Which way the bytes go.
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private CuttingProxy(InetSocketAddress target) {
    this.target = target;
    for (Direction direction : Direction.values()) {
      bytes.put(direction, new AtomicLong());
    }
    this.port = LoopbackPort.open(this::serve);
  }

  /// A proxy to this server, on a free port of 127.0.0.1.
  public static CuttingProxy to(String host, int port) {
    return new CuttingProxy(new InetSocketAddress(host, port));
  }

  public int port() {
    return port.port();
  }

  /// Resets every connection there is now; new ones are welcome.
  public void cut() {
    live.forEach(ProxiedConnection::cut);
  }

  /// Refuses new connections, or takes them again on the same port. Those that are open stay.
  public void refuse(boolean refuse) {
    port.refuse(refuse);
  }

  /// Holds every byte in both directions while connections stay open and new ones are accepted; or lets them go on.
  /// A byte that was read before the stall may still pass.
  public void stall(boolean stall) {
    gate.shut(stall);
  }

  /// Plans to lose one answer. The first connection on which the client sends these bytes has them passed on to the
  /// server, and nothing of what the server says from then on reaches the client. Once the server has answered, so
  /// that it has surely done what it was asked, the client's side is reset. With `COMMIT` this is the transaction
  /// whose outcome the client does not learn.
  ///
  /// @param marker compared as ISO 8859-1, at most 256 bytes
  /// @return the plan, which happens once
  public PlannedCut loseAnswerTo(String marker) {
    return plan(new PlannedCut(Direction.TO_SERVER, PlannedCut.Then.LOSE_ANSWER, bytes(marker), 0));
  }

  /// Plans to lose one request: the first connection on which the client sends these bytes is cut before the last of
  /// them reaches the server.
  public PlannedCut loseRequest(String marker) {
    return plan(new PlannedCut(Direction.TO_SERVER, PlannedCut.Then.CUT_BEFORE, bytes(marker), 0));
  }

  /// Plans to cut the first connection on which that many bytes were passed on in this direction; not one more is.
  public PlannedCut cutAfterBytes(Direction direction, long bytes) {
    return plan(new PlannedCut(direction, PlannedCut.Then.CUT_AFTER, new byte[0], bytes));
  }

  /// Bytes passed on in this direction over all connections.
  public long bytes(Direction direction) {
    return bytes.getOrDefault(direction, new AtomicLong()).get();
  }

  /// Connections accepted so far.
  public long connections() {
    return port.accepted();
  }

  /// Connections open now.
  public int connectionsOpen() {
    return live.size();
  }

  @Override
  public void close() {
    gate.shut(false);
    cut();
    port.close();
  }

  private PlannedCut plan(PlannedCut cut) {
    plans.add(cut);
    return cut;
  }

  private void serve(Socket client) throws IOException {
    try (Socket server = new Socket()) {
      server.connect(target, CONNECT_AT_MOST_MILLIS);
      server.setTcpNoDelay(true);
      ProxiedConnection connection = new ProxiedConnection(client, server, plans, gate, bytes);
      live.add(connection);
      try {
        connection.run();
      } finally {
        live.remove(connection);
      }
    } catch (IOException e) {
      // Whatever went wrong on the way to the server is a broken connection for the client.
      LoopbackPort.reset(client);
    }
  }

  private static byte[] bytes(String marker) {
    return marker.getBytes(StandardCharsets.ISO_8859_1);
  }
}
