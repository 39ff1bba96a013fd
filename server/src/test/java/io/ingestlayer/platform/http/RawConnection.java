package io.ingestlayer.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One connection to a server, on which a test says exactly which bytes go out, and reads answers one by one.
public final class RawConnection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /// An answer.
  ///
  /// @param headers by lower-case name
  public record Answer(int status, Map<String, String> headers, String body) {}

  public RawConnection(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RawConnection send(String text) {
    return send(text.getBytes(UTF_8));
  }

  public RawConnection send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A whole request with a body; headers end in `\r\n` each.
  public RawConnection post(String path, String headers, byte[] body) {
    send(
        "POST %s HTTP/1.1\r\nHost: t\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(path, headers, body.length));
    return send(body);
  }

  /// The next final answer; those of the 100s are passed over.
  public Answer answer() {
    try {
      Answer next = next();
      while (next.status() < 200) {
        next = next();
      }
      return next;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The head of an answer whose body does not come, as to a `HEAD`.
  public Answer answerWithoutBody() {
    try {
      return head();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer next() throws IOException {
    Answer head = head();
    int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the body ends early");
    }
    return new Answer(head.status(), head.headers(), new String(body, UTF_8));
  }

  private Answer head() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] sides = line.split(":", 2);
      headers.put(sides[0].toLowerCase(Locale.ROOT), sides[1].strip());
    }
    return new Answer(status, headers, "");
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended");
      }
      line.append((char) next);
    }
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8).strip();
  }

  /// Says that nothing more comes, and returns everything that the server still has to say.
  public String rest() {
    try {
      socket.shutdownOutput();
      return new String(in.readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      // The server had enough of it and ended the connection while bytes were still on their way.
      return "";
    }
  }

  /// Whether something of an answer has come.
  boolean hasAnswer() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the server ends the connection without another word.
  public boolean isEnded() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
