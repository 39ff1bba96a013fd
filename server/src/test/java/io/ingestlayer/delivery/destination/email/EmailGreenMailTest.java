package io.ingestlayer.delivery.destination.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.smtp.SmtpCertificate;
import jakarta.mail.internet.MimeMessage;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The same against an SMTP server that was not made for us, down to its mailboxes.
///
/// It speaks plainly or TLS from the first byte; it has no STARTTLS
/// (<https://github.com/greenmail-mail-test/greenmail/issues/135>, and no such command in 2.1.13) and refuses no recipient. Of
/// these only `SmtpFake` knows: `EmailTlsTest`, `EmailDestinationTest`.
class EmailGreenMailTest {
  private final FakeSmtpVendor vendor = new FakeSmtpVendor();
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  private final GreenMail secured =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));

  /// What it has is for no host. Its keys are read once in a process, and nobody else here has any of it.
  @BeforeAll
  static void give_it_a_certificate_for_this_host() {
    System.setProperty(
        DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_FILE_PROPERTY,
        FakeSmtpVendor.CERTIFICATE.keys().toString());
    System.setProperty(
        DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_PASSWORD_PROPERTY, SmtpCertificate.PASSWORD);
  }

  @AfterEach
  void close() {
    server.stop();
    secured.stop();
    vendor.close();
  }

  @Test
  void a_message_lands_in_the_mailbox_of_each_recipient_as_it_was_written() throws Exception {
    server.start();
    server.setUser("ada@acme.co", "ada", "x");
    server.setUser("bob@acme.co", "bob", "x");
    String text =
        "Grüße, 你好 👩🏽‍🚀\n.a dot\n..two\nFrom here on\n= and \"quotes\" " + "long ".repeat(400);
    Config config =
        vendor.destination(
            server.getSmtp().getPort(),
            Map.of(
                "tls",
                Value.of("none"),
                "user",
                Value.Absent.ABSENT,
                "password",
                Value.Absent.ABSENT));
    Config route =
        vendor.route(
            "{\"recipients\":[\"ada@acme.co\",\"bob@acme.co\"],\"subject\":\"Über {{ $event.plan }}\",\"message\":\"{{ $event.text }}\"}");
    Value.Obj payload = Value.object().put("plan", "größer 👍").put("text", text).build();

    AttemptResult result = deliver(config, payload, route);

    assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(Delivered.OK);
    assertThat(server.waitForIncomingEmail(5_000, 2)).isTrue();
    for (MimeMessage each : server.getReceivedMessages()) {
      Mail mail = new Mail(each);
      assertThat(each.getSubject()).isEqualTo("Über größer 👍");
      assertThat(mail.text().replace("\r\n", "\n")).isEqualTo(text.strip() + "\n");
      assertThat(mail.html()).contains("&quot;quotes&quot;", "你好 👩🏽‍🚀");
      assertThat(GreenMailUtil.getWholeMessage(each).lines()).allMatch(it -> it.length() <= 998);
    }
  }

  @Test
  void with_tls_from_the_first_byte_and_a_login_a_message_lands_in_the_mailbox() throws Exception {
    secured.start();
    secured.setUser("ops@acme.co", FakeSmtpVendor.USER, FakeSmtpVendor.PASSWORD);

    AttemptResult result = deliverSecured(Map.of());

    assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(Delivered.OK);
    assertThat(secured.waitForIncomingEmail(5_000, 1)).isTrue();
    assertThat(new Mail(secured.getReceivedMessages()[0]).text()).contains("Plan: pro");
  }

  @Test
  void a_password_that_is_wrong_holds_the_whole_destination_and_sends_nothing() throws Exception {
    secured.start();
    secured.setUser("ops@acme.co", FakeSmtpVendor.USER, "another one");

    AttemptResult refused = deliverSecured(Map.of());

    assertThat(refused)
        .isInstanceOfSatisfying(
            Hold.class,
            hold -> {
              assertThat(hold.code()).isEqualTo("login_refused");
              assertThat(hold.whole()).isTrue();
              assertThat(hold.toString()).doesNotContain(FakeSmtpVendor.PASSWORD);
            });
    secured.setUser("ops@acme.co", FakeSmtpVendor.USER, FakeSmtpVendor.PASSWORD);
    assertThat(SampleDeliveries.withoutSize(deliverSecured(Map.of()))).isEqualTo(Delivered.OK);
    assertThat(secured.waitForIncomingEmail(5_000, 1)).isTrue();
    assertThat(secured.getReceivedMessages()).hasSize(1);
  }

  @Test
  void a_server_whose_authority_is_not_named_gets_no_password() throws Exception {
    secured.start();
    secured.setUser("ops@acme.co", FakeSmtpVendor.USER, FakeSmtpVendor.PASSWORD);

    AttemptResult result = deliverSecured(Map.of("ca", Value.Absent.ABSENT));

    assertThat(result)
        .isInstanceOfSatisfying(
            Hold.class, hold -> assertThat(hold.code()).isEqualTo("certificate_untrusted"));
    assertThat(secured.getReceivedMessages()).isEmpty();
  }

  private AttemptResult deliverSecured(Map<String, Value> more) throws Exception {
    Map<String, Value> all = new HashMap<>(more);
    all.put("tls", Value.of("implicit"));
    Config config = vendor.destination(secured.getSmtps().getPort(), all);
    return deliver(config, Value.object().put("plan", "pro").build(), vendor.route());
  }

  private AttemptResult deliver(Config config, Value.Obj payload, Config route) throws Exception {
    try (Destination destination = vendor.type().open(config, vendor.context())) {
      return destination
          .deliver(
              SampleDeliveries.attempt(
                  "lane", SampleDeliveries.delivery("user.signed_up", payload, route)))
          .results()
          .getFirst();
    }
  }
}
