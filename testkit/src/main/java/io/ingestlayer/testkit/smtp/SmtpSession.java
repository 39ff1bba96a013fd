package io.ingestlayer.testkit.smtp;

import io.ingestlayer.testkit.net.LoopbackPort;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One connection to the fake.
final class SmtpSession {
  private static final int COMMAND_MAX = 512;
  private static final int AUTH_MAX = 12_288;
  private static final int LINE_MAX = 998;
  private static final int MESSAGE_MAX = 10 * 1024 * 1024;

  private final SmtpFake fake;
  private Socket socket;
  private InputStream in;
  private boolean secured;
  private boolean greeted;
  private boolean loggedIn;
  private @Nullable String from;
  private boolean wide;
  private final List<String> recipients = new ArrayList<>();

  SmtpSession(SmtpFake fake, Socket socket, boolean implicit) throws IOException {
    this.fake = fake;
    this.socket = socket;
    this.in = socket.getInputStream();
    if (implicit) {
      secure();
    }
    this.in = new BufferedInputStream(this.socket.getInputStream());
  }

  void serve() throws IOException {
    if (!answer(Objects.requireNonNullElse(fake.planned("CONNECT"), "220 fake.example ESMTP"))) {
      return;
    }
    while (true) {
      String command = line(COMMAND_MAX);
      fake.heard(command);
      String plan = fake.planned(command);
      if (plan != null) {
        if (!answer(plan) || plan.startsWith("421")) {
          return;
        }
        continue;
      }
      if (!obey(command)) {
        return;
      }
    }
  }

  /// False when the connection is over.
  private boolean obey(String command) throws IOException {
    String verb = command.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
    return switch (verb) {
      case "EHLO" -> hello();
      case "STARTTLS" -> startTls();
      case "AUTH" -> login(command);
      case "MAIL" -> mail(command);
      case "RCPT" -> recipient(command);
      case "DATA" -> data();
      case "RSET" -> {
        reset();
        yield answer("250 forgotten");
      }
      case "NOOP" -> answer("250 ok");
      case "QUIT" -> {
        answer("221 bye");
        yield false;
      }
      default -> refuse("500 unknown command", "unknown command: " + command);
    };
  }

  private boolean hello() throws IOException {
    greeted = true;
    StringBuilder lines = new StringBuilder("250-fake.example\r\n");
    if (fake.tls() != null && !secured && fake.offers("STARTTLS")) {
      lines.append("250-STARTTLS\r\n");
    }
    if (secured && fake.needsLogin() && fake.offers("AUTH")) {
      lines.append(fake.offers("PLAIN") ? "250-AUTH PLAIN LOGIN\r\n" : "250-AUTH LOGIN\r\n");
    }
    if (fake.offers("SMTPUTF8")) {
      lines.append("250-8BITMIME\r\n250-SMTPUTF8\r\n");
    }
    return answer(lines + "250 SIZE " + MESSAGE_MAX);
  }

  private boolean startTls() throws IOException {
    if (fake.tls() == null || secured) {
      return refuse("503 not now", "STARTTLS twice, or not offered");
    }
    answer("220 go ahead" + (fake.afterStartTls().isEmpty() ? "" : "\r\n" + fake.afterStartTls()));
    secure();
    in = new BufferedInputStream(socket.getInputStream());
    greeted = false;
    return true;
  }

  private void secure() throws IOException {
    SSLContext context = Objects.requireNonNull(fake.tls());
    SSLSocket over =
        (SSLSocket) context.getSocketFactory().createSocket(socket, "fake", socket.getPort(), true);
    over.setUseClientMode(false);
    over.startHandshake();
    socket = over;
    secured = true;
  }

  private boolean login(String command) throws IOException {
    if (!secured) {
      return refuse("538 not without TLS", "a password outside of TLS");
    }
    String[] words = command.split(" ");
    String user;
    String password;
    if (words.length == 3 && words[1].equals("PLAIN")) {
      String[] parts = decoded(words[2]).split("\0", -1);
      user = parts.length == 3 ? parts[1] : "";
      password = parts.length == 3 ? parts[2] : "";
    } else if (words.length == 2 && words[1].equals("LOGIN")) {
      answer("334 VXNlcm5hbWU6");
      user = decoded(line(AUTH_MAX));
      answer("334 UGFzc3dvcmQ6");
      password = decoded(line(AUTH_MAX));
    } else {
      return refuse("504 no such way", "an unknown way to log in");
    }
    loggedIn = fake.knows(user, password);
    return answer(
        loggedIn
            ? "235 2.7.0 welcome"
            : "535 5.7.8 bad credentials for " + words[words.length - 1]);
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private boolean mail(String command) throws IOException {
    if (!greeted || from != null) {
      return refuse("503 not now", "MAIL out of order");
    }
    if (fake.needsLogin() && !loggedIn) {
      return answer("530 5.7.0 log in first");
    }
    if (!command.matches("MAIL FROM:<[^<>@ ]+@[^<>@ ]+>( [A-Z0-9]+(=[A-Z0-9]+)?)*")) {
      return refuse("501 syntax", "not a MAIL: " + command);
    }
    from = command.substring(command.indexOf('<') + 1, command.indexOf('>'));
    wide = command.contains(" BODY=8BITMIME") && command.contains(" SMTPUTF8");
    if (wide && !fake.offers("SMTPUTF8")) {
      return refuse("555 not offered", "SMTPUTF8 was not offered");
    }
    return answer("250 2.1.0 ok");
  }

  private boolean recipient(String command) throws IOException {
    if (from == null) {
      return refuse("503 not now", "RCPT out of order");
    }
    boolean isAscii = command.chars().allMatch(it -> it < 128);
    if (!command.matches("RCPT TO:<[^<>@ ]+@[!-;=?-~]+>") || !(isAscii || wide)) {
      return refuse("501 syntax", "not a RCPT: " + command);
    }
    recipients.add(command.substring(command.indexOf('<') + 1, command.indexOf('>')));
    return answer("250 2.1.5 ok");
  }

  private boolean data() throws IOException {
    String sender = from;
    if (sender == null || recipients.isEmpty()) {
      return refuse("503 not now", "DATA out of order");
    }
    answer("354 end with a dot");
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    String problem = null;
    while (true) {
      byte[] line = bytes(1 << 20);
      if (line.length == 1 && line[0] == '.') {
        break;
      }
      problem = problem == null ? problem(line) : problem;
      int start = line.length > 0 && line[0] == '.' ? 1 : 0;
      message.write(line, start, line.length - start);
      message.write('\r');
      message.write('\n');
    }
    String raw = message.toString(StandardCharsets.ISO_8859_1);
    problem = problem == null ? headerProblem(raw) : problem;
    SentMail mail = new SentMail(sender, recipients, raw, secured);
    reset();
    if (problem != null) {
      return refuse("554 5.6.0 " + problem, problem);
    }
    String plan = fake.planned(".");
    if (plan == null || plan.equals(SmtpFake.CUT)) {
      fake.taken(mail);
    }
    return answer(plan == null ? "250 2.0.0 queued" : plan);
  }

  private @Nullable String problem(byte[] line) {
    if (line.length > LINE_MAX) {
      return "a line of " + line.length + " octets";
    }
    for (byte each : line) {
      if (each == 0 || each == '\r' || each == '\n') {
        return "a bare CR, LF or NUL";
      }
      if (each < 0 && !wide) {
        return "a byte beyond ASCII that was not announced";
      }
    }
    return null;
  }

  private static @Nullable String headerProblem(String raw) {
    List<String> names =
        raw.substring(0, raw.indexOf("\r\n\r\n") + 2)
            .lines()
            .filter(it -> !it.startsWith(" ") && !it.startsWith("\t"))
            .map(it -> it.split(":", 2)[0].toLowerCase(Locale.ROOT))
            .toList();
    for (String once : List.of("date", "from", "message-id", "subject", "to", "mime-version")) {
      if (names.stream().filter(once::equals).count() != 1) {
        return "not exactly one " + once;
      }
    }
    return null;
  }

  private void reset() {
    from = null;
    wide = false;
    recipients.clear();
  }

  private boolean refuse(String answer, String problem) throws IOException {
    fake.problem(problem);
    return answer(answer);
  }

  private boolean answer(String text) throws IOException {
    if (text.equals(SmtpFake.CUT)) {
      LoopbackPort.reset(socket);
      return false;
    }
    socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return true;
  }

  private String line(int lengthMax) throws IOException {
    String line = new String(bytes(lengthMax), StandardCharsets.UTF_8);
    if (line.chars().anyMatch(it -> it < ' ' || it == 0x7f)) {
      fake.problem("a control character in a command");
    }
    return line;
  }

  /// Up to CRLF, and nothing else ends a line.
  private byte[] bytes(int lengthMax) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int last = -1;
    while (line.size() <= lengthMax) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      if (next == '\n' && last == '\r') {
        byte[] all = line.toByteArray();
        return Arrays.copyOf(all, all.length - 1);
      }
      line.write(next);
      last = next;
    }
    fake.problem("a line of more than " + lengthMax + " bytes");
    throw new EOFException();
  }
}
