package io.ingestlayer.delivery.destination.email;

import static io.ingestlayer.delivery.destination.email.SmtpException.Stage.CONNECT;
import static io.ingestlayer.delivery.destination.email.SmtpException.Stage.FINAL;
import static io.ingestlayer.delivery.destination.email.SmtpException.Stage.GREETING;
import static io.ingestlayer.delivery.destination.email.SmtpException.Stage.LOGIN;
import static io.ingestlayer.delivery.destination.email.SmtpException.Stage.MESSAGE;
import static io.ingestlayer.delivery.destination.email.SmtpException.Stage.SENDER;
import static io.ingestlayer.delivery.destination.email.SmtpException.Stage.TLS;

import io.ingestlayer.delivery.destination.email.SmtpException.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A conversation with an SMTP server, ready to hand in messages. One thread at a time.
final class SmtpConnection {
  private static final int HELLO_MAX = 255;
  private static final int GOODBYE_MILLIS = 1_000;

  private final SmtpServer server;
  private SmtpWire wire;
  private List<String> extensions = List.of();
  private int sent;

  /// What came of a message: each recipient's answer, and the one to the message when somebody was to have it.
  record Handed(Map<MailAddress, SmtpReply> recipients, @Nullable SmtpReply message) {}

  /// A step that may be cut.
  private interface Step<T> {
    T run() throws IOException, SmtpException;
  }

  private SmtpConnection(SmtpServer server, SmtpWire wire) {
    this.server = server;
    this.wire = wire;
  }

  /// Greets, has TLS where it is asked for, and logs in.
  ///
  /// @param socket connected
  /// @param ourName what we call ourselves, or null for the socket's own address
  static SmtpConnection open(SmtpServer server, Socket socket, @Nullable String ourName)
      throws SmtpException {
    SmtpConnection made =
        during(
            CONNECT,
            () -> {
              socket.setSoTimeout((int) server.timeout().toMillis());
              socket.setTcpNoDelay(true);
              return new SmtpConnection(server, new SmtpWire(socket));
            });
    String name = ourName == null ? literal(socket.getLocalAddress()) : ourName;
    if (server.tls() == SmtpServer.Tls.IMPLICIT) {
      made.secure();
    }
    SmtpReply greeting = during(GREETING, made.wire::reply);
    made.expect(GREETING, 220, greeting);
    made.hello(name);
    if (server.tls() == SmtpServer.Tls.STARTTLS) {
      made.startTls();
      made.hello(name);
    }
    if (server.login() != null) {
      made.login(server.login());
    }
    return made;
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress().replaceFirst("%.*", "");
    return address.getAddress().length == 4 ? "[" + text + "]" : "[IPv6:" + text + "]";
  }

  private void hello(String name) throws SmtpException {
    SmtpReply reply =
        say(GREETING, "EHLO " + name.substring(0, Math.min(name.length(), HELLO_MAX)));
    expect(GREETING, 250, reply);
    extensions =
        Arrays.stream(reply.text().split("\n"))
            .skip(1)
            .map(it -> it.strip().toUpperCase(Locale.ROOT))
            .toList();
  }

  private void startTls() throws SmtpException {
    if (!offers("STARTTLS")) {
      throw new SmtpException(TLS, "the server does not offer STARTTLS", null);
    }
    expect(TLS, 220, say(TLS, "STARTTLS"));
    // What came in the clear after that answer may be of somebody in between, for us to take as the
    // server's.
    if (during(TLS, wire::hasMore)) {
      throw new SmtpException(
          TLS, "something was said in the clear after STARTTLS", new IOException("unasked"));
    }
    secure();
  }

  private void secure() throws SmtpException {
    wire =
        during(
            TLS,
            () -> {
              try {
                return new SmtpWire(
                    SmtpTls.over(wire.socket(), server.host(), server.port(), server.ca()));
              } catch (GeneralSecurityException e) {
                throw new SmtpException(TLS, "the file with certificates holds none", null);
              }
            });
  }

  private void login(SmtpServer.Login login) throws SmtpException {
    String offered =
        extensions.stream().filter(it -> it.startsWith("AUTH ")).findFirst().orElse("") + " ";
    String password = login.password().reveal();
    if (offered.contains(" PLAIN ")) {
      String both = "\0" + login.user() + "\0" + password;
      expect(LOGIN, 235, say(LOGIN, "AUTH PLAIN " + base64(both)));
    } else if (offered.contains(" LOGIN ")) {
      expect(LOGIN, 334, say(LOGIN, "AUTH LOGIN"));
      expect(LOGIN, 334, say(LOGIN, base64(login.user())));
      expect(LOGIN, 235, say(LOGIN, base64(password)));
    } else {
      throw new SmtpException(LOGIN, "the server offers no login by a password", null);
    }
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether it takes addresses beyond ASCII.
  boolean takesUtf8() {
    return offers("SMTPUTF8");
  }

  private boolean offers(String extension) {
    return extensions.stream()
        .anyMatch(it -> it.equals(extension) || it.startsWith(extension + " "));
  }

  /// How many messages it has taken.
  int sent() {
    return sent;
  }

  /// Whether the server still answers, with nothing left over from before.
  boolean isAlive() {
    try {
      return !wire.hasMore() && wire.say("RSET").code() == 250;
    } catch (IOException e) {
      return false;
    }
  }

  /// One transaction: the message goes to those recipients that the server takes.
  ///
  /// @param message lines that end in CRLF, the last one too, in ASCII unless `utf8`
  /// @throws SmtpException when the server does not take the sender or the message, or is lost
  Handed send(MailAddress from, List<MailAddress> to, byte[] message, boolean utf8)
      throws SmtpException {
    String size = offers("SIZE") ? " SIZE=" + message.length : "";
    String wide = utf8 ? " BODY=8BITMIME SMTPUTF8" : "";
    expect(SENDER, 250, say(SENDER, "MAIL FROM:<" + from + ">" + size + wide));
    Map<MailAddress, SmtpReply> answers = new LinkedHashMap<>();
    for (MailAddress each : to) {
      SmtpReply reply = say(MESSAGE, "RCPT TO:<" + each + ">");
      if (reply.code() == 421 || reply.code() == 530) {
        throw new SmtpException(SENDER, reply);
      }
      answers.put(each, reply);
    }
    if (answers.values().stream().noneMatch(SmtpReply::isPositive)) {
      return new Handed(answers, null);
    }
    expect(MESSAGE, 354, say(MESSAGE, "DATA"));
    during(
        MESSAGE,
        () -> {
          wire.send(message);
          return wire;
        });
    SmtpReply taken = during(FINAL, wire::end);
    expect(FINAL, 250, taken);
    sent++;
    return new Handed(answers, taken);
  }

  private SmtpReply say(Stage stage, String command) throws SmtpException {
    return during(stage, () -> wire.say(command));
  }

  private void expect(Stage stage, int code, SmtpReply reply) throws SmtpException {
    boolean isSo = (code == 354 || code == 334) ? reply.code() == code : reply.code() / 100 == 2;
    if (!isSo) {
      throw new SmtpException(stage, reply);
    }
  }

  private static <T> T during(Stage stage, Step<T> step) throws SmtpException {
    try {
      return step.run();
    } catch (IOException e) {
      throw new SmtpException(stage, String.valueOf(e.getMessage()), e);
    }
  }

  /// Says goodbye, and does not wait long for the answer.
  void close() {
    try (Socket socket = wire.socket()) {
      socket.setSoTimeout(GOODBYE_MILLIS);
      wire.say("QUIT");
    } catch (IOException e) {
      // It is gone already, which is what was wanted.
    }
  }
}
