package io.ingestlayer.delivery.destination.email;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.vendor.KeptText;
import io.ingestlayer.delivery.vendor.NoAnswer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Hands messages to an SMTP server. One delivery is one message to all its recipients.
final class EmailDestination implements Destination {
  private final Config config;
  private final DestinationContext context;
  private final SmtpServer server;
  private final SmtpConnections connections;
  private final KeptText kept;

  EmailDestination(Config config, DestinationContext context) {
    this.config = config;
    this.context = context;
    server = EmailDestinationType.server(config);
    connections = new SmtpConnections(server, context.egress(), context.timer(), ourName(context));
    kept = new KeptText(secrets(server.login()));
  }

  /// The password in every form that a server could repeat it in.
  private static List<Secret> secrets(SmtpServer.@Nullable Login login) {
    if (login == null) {
      return List.of();
    }
    String password = login.password().reveal();
    return Stream.of(
            password,
            SmtpConnection.base64(password),
            SmtpConnection.base64("\0" + login.user() + "\0" + password))
        .map(Secret::new)
        .toList();
  }

  /// The name our pages are found under, where it is one that others can look up.
  private static @Nullable String ourName(DestinationContext context) {
    String host = context.publicUrl().getHost();
    boolean isName = host != null && host.matches("(?i)[a-z0-9.-]+\\.[a-z][a-z0-9-]*");
    return isName ? host : null;
  }

  @Override
  public AttemptReport deliver(Attempt attempt) throws InterruptedException {
    Delivery delivery = attempt.single();
    RecipientAnswers answers = new RecipientAnswers(delivery.progress());
    Recipients recipients = EmailDestinationType.recipients(delivery);
    if (recipients.addresses().size() > Recipients.MAX) {
      return AttemptReport.same(attempt, tooMany(recipients), null, null);
    }
    recipients.wrong().forEach(it -> answers.refuse("invalid_address", it));
    EmailMessage message = EmailDestinationType.message(config, delivery, attempt.at(), context);
    if (recipients.addresses().stream().allMatch(answers::has)) {
      return report(attempt, answers, message, null);
    }
    try (SmtpConnections.Lease lease = connections.take()) {
      return send(attempt, lease, message, answers);
    } catch (EgressRefusedException e) {
      return AttemptReport.same(attempt, NoAnswer.refused(e), kept.of(message.text()), null);
    } catch (SmtpException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("told to stop while sending an e-mail");
      }
      String said = String.valueOf(e.getMessage());
      return AttemptReport.same(
          attempt,
          withoutSecrets(SmtpAnswer.of(e, server)),
          kept.of(message.text()),
          kept.of(said));
    }
  }

  private static AttemptResult tooMany(Recipients recipients) {
    return new AttemptResult.Reject(
        "too_many_recipients",
        "the route leads to " + recipients.addresses().size() + " people for this event",
        "A message goes to at most "
            + Recipients.MAX
            + ": write to a list, or take several routes.");
  }

  private AttemptReport send(
      Attempt attempt, SmtpConnections.Lease lease, EmailMessage message, RecipientAnswers answers)
      throws SmtpException {
    SmtpConnection connection = lease.connection();
    EmailMessage taken = message;
    if (message.isUtf8() && !connection.takesUtf8()) {
      taken = withoutUtf8(message, answers);
    }
    List<MailAddress> rest = taken.to().stream().filter(it -> !answers.has(it)).toList();
    if (rest.isEmpty()) {
      lease.isGood();
      return report(attempt, answers, message, null);
    }
    SmtpConnection.Handed handed =
        connection.send(taken.from().address(), rest, taken.bytes(), taken.isUtf8());
    lease.isGood();
    answers.take(handed);
    return report(attempt, answers, taken, said(handed));
  }

  private static EmailMessage withoutUtf8(EmailMessage message, RecipientAnswers answers) {
    message.to().stream()
        .filter(MailAddress::needsUtf8)
        .forEach(it ->
            answers.refuse(
                "smtputf8_missing",
                it + ": the server does not take letters beyond ASCII before the @"));
    return message.to(message.to().stream().filter(it -> !it.needsUtf8()).toList());
  }

  private AttemptReport report(
      Attempt attempt, RecipientAnswers answers, EmailMessage message, @Nullable String said) {
    String note =
        Stream.of(
                message.content().cut() ? "the text was cut" : "",
                EmailDestinationType.lacksUnsubscribe(config, attempt.single())
                    ? "list_unsubscribe came to no https: or mailto: address and was left out"
                    : "")
            .filter(it -> !it.isEmpty())
            .collect(Collectors.joining("; "));
    AttemptResult result =
        answers.result(note.isEmpty() ? null : note, message.content().longest());
    return AttemptReport.same(
        attempt,
        withoutSecrets(result),
        kept.of(message.text()),
        said == null ? null : kept.of(said));
  }

  /// A line for each recipient, and one for the message.
  private static String said(SmtpConnection.Handed handed) {
    String recipients =
        handed.recipients().entrySet().stream()
            .map(it -> it.getKey() + ": " + it.getValue())
            .collect(Collectors.joining("\n"));
    return handed.message() == null ? recipients : recipients + "\nmessage: " + handed.message();
  }

  /// A server may say anything, also what it was told in confidence.
  private AttemptResult withoutSecrets(AttemptResult result) {
    return switch (result) {
      case AttemptResult.Delivered it ->
          new AttemptResult.Delivered(
              it.code(), it.note() == null ? null : kept.of(it.note()), it.rendered());
      case AttemptResult.Retry it ->
          new AttemptResult.Retry(
              it.code(), kept.of(it.detail()), it.ambiguous(), it.unreached(), it.progress());
      case AttemptResult.RateLimited it ->
          new AttemptResult.RateLimited(it.code(), kept.of(it.detail()), it.after());
      case AttemptResult.Reject it ->
          new AttemptResult.Reject(it.code(), kept.of(it.detail()), it.suggestion());
      case AttemptResult.Hold it ->
          new AttemptResult.Hold(it.code(), kept.of(it.detail()), it.suggestion(), it.whole());
    };
  }

  @Override
  public void close() {
    connections.close();
  }
}
