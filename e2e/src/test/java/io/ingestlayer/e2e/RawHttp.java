package io.ingestlayer.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HTTP byte by byte, for what no client would send.
record RawHttp(int port) {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int WRITE_BYTES = 16 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}).*");
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_0-9]+)\"");

  /// @param status 0 when the connection ended without an answer
  /// @param code the first code of a problem, which is that of the whole; empty when there is none
  record Answer(int status, String code, String text) {}

  /// Sends the bytes and reads the answer to its end. The request says `Connection: close`, or is one that the server
  /// closes the connection after.
  Answer exchange(byte[] request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      write(socket, request);
      return answer(read(socket));
    }
  }

  /// The server may answer and close while we are still sending; its answer counts.
  private static void write(Socket socket, byte[] request) throws IOException {
    OutputStream out = socket.getOutputStream();
    try {
      for (int from = 0; from < request.length; from += WRITE_BYTES) {
        out.write(request, from, Math.min(WRITE_BYTES, request.length - from));
      }
      out.flush();
    } catch (SocketException e) {
      // What was answered until now is read next.
    }
  }

  private static String read(Socket socket) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] chunk = new byte[8 * 1024];
    InputStream in = socket.getInputStream();
    try {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        text.write(chunk, 0, read);
      }
    } catch (SocketTimeoutException e) {
      throw new IOException(
          "the connection stayed open after " + text.toString(StandardCharsets.UTF_8), e);
    } catch (SocketException e) {
      // A reset after the answer: it is complete, or it is not and the test says so.
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static Answer answer(String text) {
    Matcher status = STATUS.matcher(text.lines().findFirst().orElse(""));
    Matcher code = CODE.matcher(text);
    return new Answer(
        status.matches() ? Integer.parseInt(status.group(1)) : 0,
        code.find() ? code.group(1) : "",
        text);
  }
}
