package io.ingestlayer.testkit.smtp;

import io.ingestlayer.testkit.net.LoopbackPort;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// An SMTP server on loopback that keeps to RFC 5321 line by line: no bare LF, no line that is too long, no byte beyond
/// ASCII that was not announced, no command out of its order, no password outside of TLS, no message without `Date`,
/// `From` and `Message-ID` or with one of them twice. What it refused so is a [#problems].
///
/// Any thread may call.
public final class SmtpFake implements AutoCloseable {
  /// As an answer: the connection is reset instead. To `.` it is reset after the message was taken.
  public static final String CUT = "CUT";

  private final LoopbackPort port;
  private final @Nullable SSLContext tls;
  private final boolean implicit;
  private final Map<String, String> logins = new HashMap<>();
  private final Set<String> withoutExtensions = new HashSet<>();
  private final List<Planned> planned = new ArrayList<>();
  private final List<SentMail> mails = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private String afterStartTls = "";

  private record Planned(String command, String answer, boolean always) {}

  private SmtpFake(@Nullable SSLContext tls, boolean implicit) {
    this.tls = tls;
    this.implicit = implicit;
    this.port = LoopbackPort.open(this::serve);
  }

  /// Without TLS.
  public static SmtpFake plain() {
    return new SmtpFake(null, false);
  }

  public static SmtpFake startTls(SmtpCertificate certificate) {
    return new SmtpFake(certificate.context(), false);
  }

  public static SmtpFake implicitTls(SmtpCertificate certificate) {
    return new SmtpFake(certificate.context(), true);
  }

  public int port() {
    return port.port();
  }

  /// Connections accepted so far.
  public long connections() {
    return port.accepted();
  }

  /// Connections open now.
  public int live() {
    return port.live();
  }

  public void refuse(boolean refuse) {
    port.refuse(refuse);
  }

  /// Ends the connections that are open.
  public void disconnectAll() {
    port.resetAll();
  }

  /// From now on only who logs in so may send.
  public synchronized void login(String user, String password) {
    logins.clear();
    logins.put(user, password);
  }

  public synchronized void without(String extension) {
    withoutExtensions.add(extension);
  }

  /// Says this in the clear together with its answer to STARTTLS.
  public synchronized void sayAfterStartTls(String text) {
    afterStartTls = text;
  }

  /// The next command that begins so is answered so, once: `RCPT TO:<bob@`, `.`; `CONNECT` is the greeting.
  public synchronized void answerNext(String command, String answer) {
    planned.add(new Planned(command, answer, false));
  }

  /// Every command that begins so is answered so.
  public synchronized void answerAlways(String command, String answer) {
    planned.add(new Planned(command, answer, true));
  }

  /// Takes back what was planned and has not come about.
  public synchronized void answerAsUsual() {
    planned.clear();
  }

  public synchronized List<SentMail> mails() {
    return List.copyOf(mails);
  }

  /// Every command as it came, in order.
  public synchronized List<String> commands() {
    return List.copyOf(commands);
  }

  /// What it was told that no careful server takes.
  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  synchronized @Nullable String planned(String command) {
    for (Iterator<Planned> each = planned.iterator(); each.hasNext(); ) {
      Planned plan = each.next();
      if (command.startsWith(plan.command())) {
        if (!plan.always()) {
          each.remove();
        }
        return plan.answer();
      }
    }
    return null;
  }

  synchronized void heard(String command) {
    commands.add(command);
  }

  synchronized void taken(SentMail mail) {
    mails.add(mail);
  }

  synchronized void problem(String problem) {
    problems.add(problem);
  }

  synchronized boolean needsLogin() {
    return !logins.isEmpty();
  }

  synchronized boolean knows(String user, String password) {
    return password.equals(logins.get(user));
  }

  synchronized boolean offers(String extension) {
    return !withoutExtensions.contains(extension);
  }

  synchronized String afterStartTls() {
    return afterStartTls;
  }

  @Nullable SSLContext tls() {
    return tls;
  }

  private void serve(Socket socket) throws IOException {
    new SmtpSession(this, socket, implicit).serve();
  }

  @Override
  public void close() {
    port.close();
  }
}
