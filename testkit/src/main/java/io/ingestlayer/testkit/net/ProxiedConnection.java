package io.ingestlayer.testkit.net;

import io.ingestlayer.testkit.net.CuttingProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One client, one server and the bytes between them.
final class ProxiedConnection {
  private static final int CHUNK = 16 * 1024;
  private static final int TAIL_MAX = 256;
  private static final byte[] NONE = {};

  private final Socket client;
  private final Socket server;
  private final List<PlannedCut> plans;
  private final Gate gate;
  private final Map<Direction, AtomicLong> bytes;

  /// The plan whose answer is to be lost on this connection; from then on the server speaks to nobody.
  private volatile @Nullable PlannedCut losing;

  ProxiedConnection(
      Socket client,
      Socket server,
      List<PlannedCut> plans,
      Gate gate,
      Map<Direction, AtomicLong> bytes) {
    this.client = client;
    this.server = server;
    this.plans = plans;
    this.gate = gate;
    this.bytes = bytes;
  }

  /// Passes bytes on until both sides have ended or the connection is cut.
  void run() throws IOException {
    Thread back = Thread.ofVirtual().start(() -> pump(Direction.TO_CLIENT, server, client));
    pump(Direction.TO_SERVER, client, server);
    try {
      back.join();
    } catch (InterruptedException e) {
      cut();
      Thread.currentThread().interrupt();
    }
  }

  void cut() {
    LoopbackPort.reset(client);
    LoopbackPort.reset(server);
  }

  private void pump(Direction direction, Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[CHUNK];
      byte[] tail = NONE;
      long passed = 0;
      int length;
      while ((length = in.read(buffer)) >= 0) {
        gate.pass();
        byte[] chunk = Arrays.copyOf(buffer, length);
        if (direction == Direction.TO_CLIENT && losing != null) {
          answerLost();
          return;
        }
        if (!passed(direction, tail, chunk, passed, out)) {
          return;
        }
        passed += length;
        tail = plans.isEmpty() ? NONE : lastOf(tail, chunk);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      cut();
    } catch (InterruptedException e) {
      cut();
      Thread.currentThread().interrupt();
    }
  }

  /// Passes the chunk on, or as much of it as the first plan whose moment has come allows.
  ///
  /// @return whether bytes in this direction go on
  private boolean passed(
      Direction direction, byte[] tail, byte[] chunk, long passed, OutputStream out)
      throws IOException {
    for (PlannedCut plan : plans) {
      if (plan.direction() != direction) {
        continue;
      }
      int moment = plan.moment(tail, chunk, passed);
      // Of several connections to which the moment comes at once, the one that removes the plan has
      // it.
      if (moment < 0 || !plans.remove(plan)) {
        continue;
      }
      switch (plan.then()) {
        case LOSE_ANSWER -> {
          // Set before the server can answer, so that no byte of the answer gets through.
          losing = plan;
          write(direction, chunk, chunk.length, out);
          return true;
        }
        case CUT_BEFORE -> write(direction, chunk, Math.max(0, moment - plan.markerLength()), out);
        case CUT_AFTER -> write(direction, chunk, moment, out);
      }
      end(direction);
      plan.hasHappened();
      return false;
    }
    write(direction, chunk, chunk.length, out);
    return true;
  }

  /// The side that was being written to is ended in order, so that what it was sent is not thrown away with the
  /// reset; the side that wrote is reset.
  private void end(Direction direction) throws IOException {
    Socket written = direction == Direction.TO_SERVER ? server : client;
    Socket writer = direction == Direction.TO_SERVER ? client : server;
    LoopbackPort.reset(writer);
    written.close();
  }

  private void answerLost() throws IOException {
    LoopbackPort.reset(client);
    server.close();
    PlannedCut plan = losing;
    if (plan != null) {
      plan.hasHappened();
    }
  }

  private void write(Direction direction, byte[] chunk, int length, OutputStream out)
      throws IOException {
    out.write(chunk, 0, length);
    AtomicLong count = bytes.get(direction);
    if (count != null) {
      count.addAndGet(length);
    }
  }

  private static byte[] lastOf(byte[] tail, byte[] chunk) {
    byte[] both = Arrays.copyOf(tail, tail.length + chunk.length);
    System.arraycopy(chunk, 0, both, tail.length, chunk.length);
    return Arrays.copyOfRange(both, Math.max(0, both.length - TAIL_MAX), both.length);
  }
}
