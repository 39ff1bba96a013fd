package io.ingestlayer.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// A connection that is kept, with at most one request under way.
final class Connection implements AutoCloseable {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer out;
  private final AnswerReader answer = new AnswerReader();
  private long dueAt;

  private Connection(SocketChannel channel, Selector selector, int bytesMax) throws IOException {
    this.channel = channel;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
    this.out = ByteBuffer.allocateDirect(bytesMax);
  }

  static Connection open(InetSocketAddress server, Selector selector, int bytesMax)
      throws IOException {
    return new Connection(SocketChannel.open(server), selector, bytesMax);
  }

  /// @param due when it was to be sent, in `System.nanoTime`
  void send(RequestSource source, long due) throws IOException {
    dueAt = due;
    out.clear();
    source.next(out);
    out.flip();
    write();
  }

  private void write() throws IOException {
    channel.write(out);
    int wanted =
        out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /// Moves on what can be; true when the answer is whole.
  boolean ready(ByteBuffer incoming) throws IOException {
    if (out.hasRemaining()) {
      write();
    }
    incoming.clear();
    if (channel.read(incoming) < 0) {
      throw new IOException("the server closed a connection");
    }
    return answer.read(incoming.flip());
  }

  long dueAt() {
    return dueAt;
  }

  int status() {
    return answer.status();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
