package io.ingestlayer.testkit.http;

import io.ingestlayer.testkit.http.Answer.Write;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;

/// Answers that no honest server gives, each for one way in which a client that trusts them comes to harm. All end
/// by themselves.
public final class Lies {
  private static final int PIECE = 64 * 1024;
  private static final byte[] ZEROES = new byte[PIECE];

  private Lies() {}

  /// Announces more bytes than it sends and ends the connection.
  public static Write contentLengthTooLong() {
    return raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort");
  }

  /// Announces fewer bytes than it sends: what follows looks like the start of another answer.
  public static Write contentLengthTooShort() {
    return raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok, and then some");
  }

  /// A content length that is no number.
  public static Write contentLengthNotANumber() {
    return raw("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nok");
  }

  /// A chunk whose size is no number.
  public static Write invalidChunk() {
    return raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nZZ\r\nwhat\r\n");
  }

  /// Chunks that stop before the last one.
  public static Write chunksWithoutEnd() {
    return raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
  }

  /// A body without a length that goes on and on.
  ///
  /// @param bytesMax where it stops all the same
  public static Write endlessBody(long bytesMax) {
    return new Write(out -> {
      ascii(out, "HTTP/1.1 200 OK\r\n\r\n");
      repeat(out, ZEROES, bytesMax);
    });
  }

  /// A small gzip body that is very large when inflated: about a thousand times its size.
  ///
  /// @param inflatedBytesMax where it stops, counted in inflated bytes
  public static Write gzipBomb(long inflatedBytesMax) {
    byte[] piece = deflatedZeroes();
    return new Write(out -> {
      ascii(
          out,
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n");
      out.write(new byte[] {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, 0});
      repeat(out, piece, inflatedBytesMax / PIECE * piece.length);
    });
  }

  /// The whole honest answer, one byte at a time.
  ///
  /// @param pause real time between two bytes
  public static Write oneByteAtATime(String body, Duration pause) {
    byte[] whole = body.getBytes(StandardCharsets.UTF_8);
    return new Write(out -> {
      ascii(out, "HTTP/1.1 200 OK\r\nContent-Length: " + whole.length + "\r\n\r\n");
      out.flush();
      for (byte one : whole) {
        LockSupport.parkNanos(pause.toNanos());
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        out.write(one);
        out.flush();
      }
    });
  }

  /// An honest answer whose header comes one byte at a time.
  ///
  /// @param pause real time between two bytes
  public static Write drippingHeader(Duration pause) {
    byte[] whole =
        ("HTTP/1.1 200 OK\r\nX-Filler: " + "x".repeat(1000) + "\r\nContent-Length: 0\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return new Write(out -> {
      for (byte one : whole) {
        LockSupport.parkNanos(pause.toNanos());
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        out.write(one);
        out.flush();
      }
    });
  }

  /// Headers of that many bytes, then an empty answer.
  public static Write hugeHeaders(long bytes) {
    String line = "X-Filler: " + "x".repeat(1000) + "\r\n";
    return new Write(out -> {
      ascii(out, "HTTP/1.1 200 OK\r\n");
      repeat(out, line.getBytes(StandardCharsets.US_ASCII), bytes);
      ascii(out, "\r\nContent-Length: 0\r\n\r\n");
    });
  }

  /// Early hints (103), again and again, before an empty answer.
  public static Write earlyHints(int times) {
    byte[] hint =
        "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    return new Write(out -> {
      repeat(out, hint, (long) times * hint.length);
      ascii(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
  }

  /// HTTP/0.9: a body, no status line, no headers.
  public static Write http09() {
    return raw("<html>It works!</html>");
  }

  /// These bytes and no more.
  public static Write raw(String bytes) {
    return new Write(out -> ascii(out, bytes));
  }

  private static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void repeat(OutputStream out, byte[] piece, long bytes) throws IOException {
    for (long left = bytes; left > 0; left -= piece.length) {
      out.write(piece, 0, (int) Math.min(left, piece.length));
    }
  }

  /// A piece of a deflate stream that stands by itself, so that it can be repeated without deflating again.
  private static byte[] deflatedZeroes() {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(ZEROES);
      ByteArrayOutputStream deflated = new ByteArrayOutputStream();
      byte[] buffer = new byte[PIECE];
      int length;
      do {
        length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
        deflated.write(buffer, 0, length);
      } while (length == buffer.length);
      return deflated.toByteArray();
    }
  }
}
