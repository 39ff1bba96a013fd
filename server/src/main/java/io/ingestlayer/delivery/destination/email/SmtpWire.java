package io.ingestlayer.delivery.destination.email;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Lines to and from an SMTP server, each of them bounded. One thread at a time.
final class SmtpWire {
  /// RFC 5321 has 512; some servers say more.
  private static final int LINE_MAX = 2_048;

  private static final int LINES_MAX = 100;

  /// Whatever characters its words have: after the last dot, an answer that is taken for none has the message sent again.
  private static final Pattern ANSWER = Pattern.compile("[2-5][0-9]{2}([ -].*)?", Pattern.DOTALL);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  SmtpWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  Socket socket() {
    return socket;
  }

  /// Whether the server has said something that nobody asked for yet.
  boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  /// Sends a command and returns the answer.
  SmtpReply say(String command) throws IOException {
    if (command.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a command is one line");
    }
    out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    return reply();
  }

  /// Sends a message whose lines end in CRLF, with a second dot where a line begins with one, but for its end.
  void send(byte[] message) throws IOException {
    boolean atLineStart = true;
    for (byte each : message) {
      if (atLineStart && each == '.') {
        out.write('.');
      }
      out.write(each);
      atLineStart = each == '\n';
    }
    out.flush();
  }

  /// The last dot, and the answer to all before.
  SmtpReply end() throws IOException {
    return say(".");
  }

  SmtpReply reply() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int lines = 0; lines < LINES_MAX; lines++) {
      String line = line();
      if (!ANSWER.matcher(line).matches()) {
        throw new ProtocolException("the answer is not one of SMTP");
      }
      text.append(text.isEmpty() ? "" : "\n").append(line.length() > 4 ? line.substring(4) : "");
      if (line.length() == 3 || line.charAt(3) == ' ') {
        return new SmtpReply(Integer.parseInt(line.substring(0, 3)), text.toString());
      }
    }
    throw new ProtocolException("the answer has more than " + LINES_MAX + " lines");
  }

  private String line() throws IOException {
    byte[] line = new byte[LINE_MAX];
    for (int length = 0; length < LINE_MAX; length++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next == '\n') {
        return new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing();
      }
      line[length] = (byte) next;
    }
    throw new ProtocolException("the answer has a line of more than " + LINE_MAX + " bytes");
  }
}
