package io.ingestlayer.platform.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads a request's body within its limits; whatever is wrong with it is a problem with a code.
final class BodyReader {
  private static final int CHUNK_BYTES = 32 * 1024;
  private static final int GZIP_BUFFER_BYTES = 8 * 1024;
  private static final int RATIO_GRACE_BYTES = 64 * 1024;
  private static final long DISCARD_BYTES_MAX = 8L * 1024 * 1024;
  private static final long DISCARD_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

  private BodyReader() {}

  static byte[] read(Request request, BodyLimits limits, BodyMemory.Share memory) {
    if (request.getLength() > limits.wireBytesMax()) {
      throw tooLarge(limits);
    }
    try (CountedStream wire =
        new CountedStream(Content.Source.asInputStream(request), limits, memory)) {
      return switch (encoding(request)) {
        case "identity" -> whole(wire, request.getLength());
        case "gzip" -> inflate(wire, limits, memory);
        case String other ->
            throw new ProblemException(
                415,
                "unsupported_encoding",
                "Content-Encoding \""
                    + printable(other)
                    + "\" is not taken; send gzip or nothing.");
      };
    } catch (ZipException e) {
      throw new ProblemException(400, "invalid_gzip", "The body is not valid gzip.");
    } catch (EOFException e) {
      throw new ProblemException(400, "truncated_body", "The body ends before it is complete.");
    } catch (IOException e) {
      throw slowOrBroken(e);
    } catch (HttpException.RuntimeException e) {
      throw new ProblemException(400, "invalid_body", "The body's chunks are not valid HTTP.");
    }
  }

  private static ProblemException slowOrBroken(IOException e) {
    return e.getCause() instanceof TimeoutException
        ? new ProblemException(408, "request_timeout", "The body did not arrive in time.")
        : new ProblemException(400, "truncated_body", "The body ends before it is complete.");
  }

  private static byte[] whole(CountedStream wire, long expected) throws IOException {
    if (expected < 0) {
      return wire.readAllBytes();
    }
    byte[] whole = wire.readNBytes((int) expected);
    if (whole.length < expected) {
      throw new EOFException();
    }
    return whole;
  }

  private static byte[] inflate(CountedStream wire, BodyLimits limits, BodyMemory.Share memory)
      throws IOException {
    try (GZIPInputStream inflated = new GZIPInputStream(wire, GZIP_BUFFER_BYTES)) {
      ByteArrayOutputStream body = new ByteArrayOutputStream(CHUNK_BYTES);
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = inflated.read(chunk); read >= 0; read = inflated.read(chunk)) {
        int length = body.size() + read;
        boolean bomb =
            length > RATIO_GRACE_BYTES
                && length > (long) limits.ratioMax() * Math.max(1, wire.count);
        if (length > limits.inflatedBytesMax() || bomb) {
          throw new ProblemException(
              413,
              "decompressed_too_large",
              "The body is more than %d bytes after gzip, or more than %d times what was sent."
                  .formatted(limits.inflatedBytesMax(), limits.ratioMax()));
        }
        memory.grow(length);
        body.write(chunk, 0, read);
      }
      return body.toByteArray();
    }
  }

  /// Reads what is left of the body and drops it, as far as that is little and quick, so that the caller, who may still
  /// be sending, sees the answer and can go on with the connection.
  static void discard(Request request) {
    boolean none = request.getLength() <= 0 && !chunked(request);
    if (none || request.getLength() > DISCARD_BYTES_MAX || waits(request)) {
      return;
    }
    // Closing the stream would fail the request, and with it the connection.
    InputStream rest = Content.Source.asInputStream(request);
    byte[] chunk = new byte[CHUNK_BYTES];
    long start = System.nanoTime();
    long left = DISCARD_BYTES_MAX;
    try {
      for (int read = 0; read >= 0 && left > 0; read = rest.read(chunk)) {
        left -= read;
        if (System.nanoTime() - start > DISCARD_NANOS_MAX) {
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      // The connection is broken or was never sound; Jetty closes it after the answer.
      return;
    }
  }

  private static boolean chunked(Request request) {
    return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  /// Whether the caller sends its body only when it is told to go on.
  private static boolean waits(Request request) {
    return request.getHeaders().contains(HttpHeader.EXPECT);
  }

  private static String encoding(Request request) {
    List<String> encodings = request.getHeaders().getValuesList(HttpHeader.CONTENT_ENCODING);
    String all = String.join(",", encodings).strip().toLowerCase(Locale.ROOT);
    return all.isEmpty() ? "identity" : all;
  }

  private static String printable(String text) {
    String cut = text.length() > 40 ? text.substring(0, 40) : text;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static ProblemException tooLarge(BodyLimits limits) {
    return new ProblemException(
        413, "body_too_large", "The body is more than " + limits.wireBytesMax() + " bytes.");
  }

  /// Counts what comes over the wire, and gives up on what is too much or too slow.
  private static final class CountedStream extends InputStream {
    private final InputStream from;
    private final BodyLimits limits;
    private final BodyMemory.Share memory;
    private final long start = System.nanoTime();
    private long count;

    CountedStream(InputStream from, BodyLimits limits, BodyMemory.Share memory) {
      this.from = from;
      this.limits = limits;
      this.memory = memory;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = from.read(into, offset, length);
      if (read > 0) {
        count += read;
      }
      if (count > limits.wireBytesMax()) {
        throw tooLarge(limits);
      }
      memory.grow(count);
      if (read >= 0 && limits.pace().isTooSlow(count, System.nanoTime() - start)) {
        throw new ProblemException(408, "request_timeout", "The body arrives too slowly.");
      }
      return read;
    }

    @Override
    public void close() {
      // The rest of the body, if any, is Jetty's to drop: the answer decides what becomes of the
      // connection.
    }
  }
}
