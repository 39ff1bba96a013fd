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
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads a request's body within its limits; whatever is wrong with it is a problem with a code.
final class BodyReader {
  private static final int CHUNK_BYTES = 32 * 1024;
  private static final int RATIO_GRACE_BYTES = 64 * 1024;
  private static final long SLOW_GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private BodyReader() {}

  static byte[] read(Request request, BodyLimits limits) {
    if (request.getLength() > limits.wireBytesMax()) {
      throw tooLarge(limits);
    }
    try (CountedStream wire = new CountedStream(Content.Source.asInputStream(request), limits)) {
      return switch (encoding(request)) {
        case "identity" -> drain(wire, wire, limits, request.getLength());
        case "gzip" -> inflate(wire, limits);
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
    }
  }

  private static ProblemException slowOrBroken(IOException e) {
    return e.getCause() instanceof TimeoutException
        ? new ProblemException(408, "request_timeout", "The body did not arrive in time.")
        : new ProblemException(400, "truncated_body", "The body ends before it is complete.");
  }

  private static byte[] inflate(CountedStream wire, BodyLimits limits) throws IOException {
    try (GZIPInputStream inflated = new GZIPInputStream(wire, CHUNK_BYTES)) {
      return drain(inflated, wire, limits, -1);
    }
  }

  private static byte[] drain(
      InputStream from, CountedStream wire, BodyLimits limits, long expected) throws IOException {
    if (expected >= 0) {
      byte[] whole = from.readNBytes((int) expected);
      if (whole.length < expected) {
        throw new EOFException();
      }
      return whole;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream(CHUNK_BYTES);
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
      body.write(chunk, 0, read);
      boolean bomb =
          body.size() > RATIO_GRACE_BYTES
              && body.size() > (long) limits.ratioMax() * Math.max(1, wire.count);
      if (body.size() > limits.inflatedBytesMax() || bomb) {
        throw new ProblemException(
            413,
            "decompressed_too_large",
            "The body is more than %d bytes after gzip, or more than %d times what was sent."
                .formatted(limits.inflatedBytesMax(), limits.ratioMax()));
      }
    }
    return body.toByteArray();
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
    private final long start = System.nanoTime();
    private long count;

    CountedStream(InputStream from, BodyLimits limits) {
      this.from = from;
      this.limits = limits;
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
      long elapsed = System.nanoTime() - start;
      boolean slow =
          elapsed > SLOW_GRACE_NANOS
              && count < limits.bytesPerSecondMin() * TimeUnit.NANOSECONDS.toSeconds(elapsed);
      if (slow && read >= 0) {
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
