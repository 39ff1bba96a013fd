package io.ingestlayer.delivery.destination.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.testkit.smtp.SentMail;
import io.ingestlayer.testkit.smtp.SmtpCertificate;
import io.ingestlayer.testkit.smtp.SmtpFake;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How the way to the server is kept private, and what is said when it cannot be.
class EmailTlsTest {
  private static final SmtpCertificate OF_ANOTHER =
      FakeSmtpVendor.certificate("dns:mail.other.example");

  private final FakeSmtpVendor vendor = new FakeSmtpVendor();

  @AfterEach
  void close() {
    vendor.close();
  }

  private AttemptResult deliver(int port, Map<String, Value> more) throws InterruptedException {
    Config config = vendor.destination(port, more);
    try (Destination destination = vendor.type().open(config, vendor.context())) {
      return destination
          .deliver(SampleDeliveries.attempt("lane", SampleDeliveries.signedUp(vendor.route())))
          .results()
          .getFirst();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void assertHeld(AttemptResult result, String code) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Hold.class,
            hold -> {
              assertThat(hold.code()).isEqualTo(code);
              assertThat(hold.whole()).isTrue();
              assertThat(hold.suggestion()).isNotBlank();
            });
  }

  @Test
  void a_server_that_does_not_offer_starttls_is_told_nothing() throws Exception {
    vendor.smtp.without("STARTTLS");

    AttemptResult result = deliver(vendor.smtp.port(), Map.of());

    assertHeld(result, "tls_not_offered");
    assertThat(vendor.smtp.commands()).allMatch(it -> it.startsWith("EHLO"));
  }

  @Test
  void a_server_that_refuses_starttls_is_told_nothing() throws Exception {
    vendor.smtp.answerNext("STARTTLS", "502 not today");

    AttemptResult result = deliver(vendor.smtp.port(), Map.of());

    assertHeld(result, "smtp_502");
    assertThat(vendor.smtp.mails()).isEmpty();
  }

  @Test
  void what_is_said_in_the_clear_after_starttls_is_never_taken_for_the_server_s() throws Exception {
    vendor.smtp.sayAfterStartTls("250-evil.example\r\n250 AUTH LOGIN");

    AttemptResult result = deliver(vendor.smtp.port(), Map.of());

    assertThat(result).isInstanceOf(Retry.class);
    assertThat(vendor.smtp.commands()).noneMatch(it -> it.startsWith("AUTH"));
    assertThat(vendor.smtp.mails()).isEmpty();
  }

  @Test
  void tls_from_the_first_byte() throws Exception {
    try (SmtpFake implicit = SmtpFake.implicitTls(FakeSmtpVendor.CERTIFICATE)) {
      implicit.login(FakeSmtpVendor.USER, FakeSmtpVendor.PASSWORD);

      AttemptResult result = deliver(implicit.port(), Map.of("tls", Value.of("implicit")));

      assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(Delivered.OK);
      assertThat(implicit.mails()).hasSize(1).allMatch(SentMail::secured);
      assertThat(implicit.problems()).isEmpty();
    }
  }

  @Test
  void a_certificate_for_another_host_holds_and_says_so() throws Exception {
    try (SmtpFake other = SmtpFake.startTls(OF_ANOTHER)) {
      AttemptResult result =
          deliver(other.port(), Map.of("ca", Value.of(OF_ANOTHER.file().toString())));

      assertHeld(result, "certificate_of_another");
      assertThat(((Hold) result).detail())
          .isEqualTo("the server's certificate is not for 127.0.0.1");
      assertThat(other.commands()).noneMatch(it -> it.startsWith("AUTH"));
    }
  }

  @Test
  void a_certificate_of_nobody_who_is_trusted_holds() throws Exception {
    assertHeld(
        deliver(vendor.smtp.port(), Map.of("ca", Value.Absent.ABSENT)), "certificate_untrusted");
    assertHeld(
        deliver(vendor.smtp.port(), Map.of("ca", Value.of("/no/such/file.pem"))), "ca_unreadable");
    assertThat(vendor.smtp.mails()).isEmpty();
  }

  @Test
  void a_server_that_speaks_plainly_where_tls_was_to_be_holds() throws Exception {
    AttemptResult result = deliver(vendor.smtp.port(), Map.of("tls", Value.of("implicit")));

    assertHeld(result, "tls_failed");
  }

  @Test
  void without_tls_to_this_machine_when_it_was_said() throws Exception {
    try (SmtpFake plain = SmtpFake.plain()) {
      AttemptResult result =
          deliver(
              plain.port(),
              Map.of(
                  "tls",
                  Value.of("none"),
                  "user",
                  Value.Absent.ABSENT,
                  "password",
                  Value.Absent.ABSENT));

      assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(Delivered.OK);
      assertThat(plain.mails()).hasSize(1);
    }
  }

  @Test
  void logs_in_by_login_where_plain_is_not_offered() throws Exception {
    vendor.smtp.without("PLAIN");

    AttemptResult result = deliver(vendor.smtp.port(), Map.of());

    assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(Delivered.OK);
    assertThat(vendor.smtp.commands()).contains("AUTH LOGIN");
  }

  @Test
  void a_server_without_a_login_is_told_no_password() throws Exception {
    vendor.smtp.without("AUTH");

    assertHeld(deliver(vendor.smtp.port(), Map.of()), "login_not_offered");
  }

  @Test
  void a_server_that_wants_a_login_holds_who_has_none() throws Exception {
    AttemptResult result =
        deliver(
            vendor.smtp.port(),
            Map.of("user", Value.Absent.ABSENT, "password", Value.Absent.ABSENT));

    assertHeld(result, "login_needed");
  }

  @Test
  void a_greeting_that_refuses_holds_and_one_that_is_busy_is_tried_again() throws Exception {
    vendor.smtp.answerNext("CONNECT", "554 no service for you");
    AttemptResult refused = deliver(vendor.smtp.port(), Map.of());
    vendor.smtp.answerNext("CONNECT", "450 busy");
    AttemptResult busy = deliver(vendor.smtp.port(), Map.of());

    assertHeld(refused, "smtp_554");
    assertThat(busy).isInstanceOf(Retry.class);
  }

  @Test
  void answers_without_end_or_sense_are_bounded() throws Exception {
    for (String answer :
        List.of("220 " + "x".repeat(5_000), "hello there", "220-more\r\n".repeat(200) + "220 ok")) {
      vendor.smtp.answerNext("CONNECT", answer);

      AttemptResult result = deliver(vendor.smtp.port(), Map.of());

      assertThat(result).isInstanceOf(Retry.class);
    }
    assertThat(vendor.smtp.mails()).isEmpty();
  }

  @Test
  void a_server_that_says_nothing_is_waited_for_no_longer_than_was_said() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AttemptResult result = deliver(silent.getLocalPort(), Map.of("timeout", Value.of("1s")));

      assertThat(result)
          .isEqualTo(new Retry("connection_lost", "the server gave no answer in time", false));
    }
  }

  /// A listener whose queue is full answers no more.
  @Test
  void a_host_from_which_nothing_comes_back_is_told_from_one_that_answers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket();
        Socket second = new Socket()) {
      first.connect(silent.getLocalSocketAddress());
      second.connect(silent.getLocalSocketAddress());

      AttemptResult result = deliver(silent.getLocalPort(), Map.of("timeout", Value.of("1s")));

      assertThat(result)
          .isInstanceOfSatisfying(
              Retry.class,
              retry -> {
                assertThat(retry.code()).isEqualTo("unreachable");
                assertThat(retry.ambiguous()).isFalse();
                assertThat(retry.unreached())
                    .isEqualTo(new Unreached("127.0.0.1", Set.of(), false, true));
              });
    }
  }

  @Test
  void a_private_address_that_is_not_allowed_gets_no_packet() throws Exception {
    vendor.egress = new CheckedEgress(List.of(), InetAddress::getAllByName);
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(100);

      AttemptResult result = deliver(listener.getLocalPort(), Map.of());

      assertHeld(result, "egress_refused");
      assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }
}
