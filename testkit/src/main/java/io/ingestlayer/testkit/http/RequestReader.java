package io.ingestlayer.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads HTTP/1.1 requests from a connection, and only well-formed ones: a client that gets the protocol wrong must
/// not get away with it here.
final class RequestReader {
  private static final int LINE_BYTES_MAX = 16 * 1024;
  private static final int HEADERS_MAX = 200;
  private static final int BODY_BYTES_MAX = 64 * 1024 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final InstantSource clock;

  RequestReader(InputStream in, OutputStream out, InstantSource clock) {
    this.in = in;
    this.out = out;
    this.clock = clock;
  }

  /// The next request, or nothing when the client ended the connection between two requests.
  ///
  /// @throws Malformed when it is not HTTP/1.1, or larger than the bounds above
  Optional<ReceivedRequest> next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    String[] words = line(first).split(" ", -1);
    if (words.length != 3 || !words[2].matches("HTTP/1\\.[01]")) {
      throw new Malformed("request line " + String.join(" ", words));
    }
    List<Header> headers = headers();
    byte[] body = body(headers);
    return Optional.of(
        new ReceivedRequest(clock.instant(), words[0], words[1], words[2], headers, body));
  }

  private List<Header> headers() throws IOException {
    List<Header> headers = new ArrayList<>();
    for (String line = line(in.read()); !line.isEmpty(); line = line(in.read())) {
      int colon = line.indexOf(':');
      if (colon <= 0 || headers.size() == HEADERS_MAX) {
        throw new Malformed("header " + line);
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return headers;
  }

  private byte[] body(List<Header> headers) throws IOException {
    Optional<String> length = only(headers, "content-length");
    Optional<String> encoding = only(headers, "transfer-encoding");
    if (length.isPresent() && encoding.isPresent()) {
      throw new Malformed("both Content-Length and Transfer-Encoding");
    }
    if (only(headers, "expect").isPresent()) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
    if (encoding.isPresent()) {
      if (!encoding.get().equalsIgnoreCase("chunked")) {
        throw new Malformed("Transfer-Encoding " + encoding.get());
      }
      return chunks();
    }
    return length.isPresent() ? exactly(number(length.get(), 10)) : new byte[0];
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = number(line(in.read()).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        headers();
        return body.toByteArray();
      }
      body.write(exactly(size));
      if (body.size() > BODY_BYTES_MAX || !line(in.read()).isEmpty()) {
        throw new Malformed("chunk of %d bytes after %d".formatted(size, body.size()));
      }
    }
  }

  private byte[] exactly(int bytes) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length < bytes) {
      throw new EOFException("the body ended after %d of %d bytes".formatted(read.length, bytes));
    }
    return read;
  }

  private String line(int first) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = first; next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the head ended in the middle of a line");
      }
      if (next == '\n' || line.size() == LINE_BYTES_MAX) {
        throw new Malformed(
            "a line with a bare line feed, or of more than %d bytes".formatted(LINE_BYTES_MAX));
      }
      line.write(next);
    }
    if (in.read() != '\n') {
      throw new Malformed("a carriage return without a line feed");
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static Optional<String> only(List<Header> headers, String name) throws Malformed {
    List<String> values =
        headers.stream()
            .filter(h -> h.name().toLowerCase(Locale.ROOT).equals(name))
            .map(Header::value)
            .toList();
    if (values.size() > 1) {
      throw new Malformed(name + " more than once");
    }
    return values.stream().findFirst();
  }

  private static int number(String digits, int radix) throws Malformed {
    try {
      int number = Integer.parseInt(digits, radix);
      if (number < 0 || number > BODY_BYTES_MAX) {
        throw new Malformed("length " + digits);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new Malformed("length " + digits);
    }
  }

  /// The client broke the protocol.
  static final class Malformed extends IOException {
    Malformed(String what) {
      super(what);
    }
  }
}
