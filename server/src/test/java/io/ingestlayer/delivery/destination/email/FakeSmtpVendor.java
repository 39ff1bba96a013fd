package io.ingestlayer.delivery.destination.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.destination.DestinationContract.Vendor;
import io.ingestlayer.delivery.destination.KeptMessages;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.testkit.smtp.SentMail;
import io.ingestlayer.testkit.smtp.SmtpCertificate;
import io.ingestlayer.testkit.smtp.SmtpFake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The strict SMTP server on loopback, with STARTTLS and a login.
final class FakeSmtpVendor implements Vendor {
  static final String USER = "alerts";
  static final String PASSWORD = "notforyoureyes";
  static final SmtpCertificate CERTIFICATE = certificate("ip:127.0.0.1,dns:localhost");

  /// All tags there are in the default message, as they are written; no value can look like one.
  private static final Pattern TAGS =
      Pattern.compile("<!doctype html>|</?(html|head|body|p|h1|table|tr|th|td|a|meta)( [^<>]*)?>");

  final TurnableClock clock = TurnableClock.start();
  final SmtpFake smtp = SmtpFake.startTls(CERTIFICATE);
  EgressPolicy egress =
      new CheckedEgress(CheckedEgress.ranges("127.0.0.0/8"), InetAddress::getAllByName);
  private final EmailDestinationType type = new EmailDestinationType();

  FakeSmtpVendor() {
    smtp.login(USER, PASSWORD);
  }

  static SmtpCertificate certificate(String names) {
    try {
      Path folder = Files.createTempDirectory("smtp-certificate");
      folder.toFile().deleteOnExit();
      return SmtpCertificate.make(folder, names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DestinationType type() {
    return type;
  }

  @Override
  public Config destination() {
    return destination(smtp.port(), Map.of());
  }

  /// @param more what is said besides, or otherwise
  Config destination(int port, Map<String, Value> more) {
    Value.ObjBuilder config =
        Value.object()
            .put("host", "127.0.0.1")
            .put("port", port)
            .put("user", USER)
            .put("password", PASSWORD)
            .put("from", "Acme alerts <alerts@acme.example>")
            .put("ca", CERTIFICATE.file().toString())
            .put("timeout", "5s");
    more.forEach(config::put);
    Value.ObjBuilder present = Value.object();
    config
        .build()
        .members()
        .forEach((name, value) -> {
          if (value.isPresent()) {
            present.put(name, value);
          }
        });
    return SampleDeliveries.config(type.config(), Json.write(present.build()));
  }

  @Override
  public Config route() {
    return route("{\"recipients\":\"ops@acme.co\"}");
  }

  Config route(String json) {
    return SampleDeliveries.config(type.route(destination()), json);
  }

  @Override
  public DestinationContext context() {
    HttpSender http =
        _ -> {
          throw new AssertionError("nothing is sent by HTTP");
        };
    return new DestinationContext(
        "mail",
        URI.create("https://ingest.example"),
        new TurnedTimer(clock),
        http,
        egress,
        new KeptMessages());
  }

  @Override
  public List<String> secrets() {
    return List.of(
        PASSWORD,
        SmtpConnection.base64(PASSWORD),
        SmtpConnection.base64("\0" + USER + "\0" + PASSWORD));
  }

  @Override
  public List<String> accepted() {
    assertThat(smtp.problems()).isEmpty();
    return smtp.mails().stream().map(SentMail::raw).toList();
  }

  @Override
  public void failOnce() {
    smtp.answerNext("MAIL FROM", "451 4.3.0 no room just now");
  }

  @Override
  public void down(boolean down) {
    smtp.refuse(down);
  }

  @Override
  public void cutAfterAcceptingOnce() {
    smtp.answerNext(".", SmtpFake.CUT);
  }

  @Override
  public void refuseMessageOnce() {
    smtp.answerNext(".", "550 5.7.1 this looks like something that nobody wants");
  }

  @Override
  public void breakTarget() {
    smtp.answerAlways("MAIL FROM", "553 5.7.1 not your address");
  }

  @Override
  public void mendTarget() {
    smtp.answerAsUsual();
  }

  @Override
  public void revoke() {
    smtp.login(USER, "another one");
  }

  @Override
  public void assertHarmless(String accepted) {
    Mail mail = Mail.of(accepted);
    assertThat(mail.headerNames())
        .containsExactly(
            "Date",
            "From",
            "To",
            "Subject",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type");
    assertThat(TAGS.matcher(mail.html()).replaceAll("")).doesNotContain("<", ">");
    assertThat(mail.html()).doesNotContain(" src=", "url(", "javascript:");
    assertThat(mail.text() + mail.html() + mail.header("Subject"))
        .doesNotContain("\u202e", "\u2066", "\u001b", "\u0000", "\u0007");
    assertThat(mail.header("Subject").length()).isLessThanOrEqualTo(EmailContent.SUBJECT_MAX);
    assertThat(mail.header("From")).isEqualTo("Acme alerts <alerts@acme.example>");
  }

  @Override
  public void close() {
    smtp.close();
  }
}
