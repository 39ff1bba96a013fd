package io.ingestlayer.delivery.destination.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailMessageTest {
  private final FakeSmtpVendor vendor = new FakeSmtpVendor();

  @AfterEach
  void close() {
    vendor.close();
  }

  private EmailMessage message(String route, String type, String payload) {
    Delivery delivery = SampleDeliveries.delivery(type, payload, vendor.route(route));
    return message(vendor.destination(), delivery);
  }

  private EmailMessage message(Config destination, Delivery delivery) {
    return EmailDestinationType.message(
        destination, delivery, SampleDeliveries.AT, vendor.context());
  }

  @Test
  void the_default_message_shows_the_facts_the_time_and_a_link() {
    EmailMessage message =
        message(
            "{\"recipients\":\"ops@acme.co\"}",
            "usage.limit_reached",
            "{\"customer_id\":\"c1\",\"name\":\"Acme\",\"used\":1000,\"metric\":\"apiCalls\"}");

    Mail mail = Mail.of(message.text());
    assertThat(mail.header("Subject")).isEqualTo("usage.limit_reached · Acme");
    assertThat(mail.text().lines())
        .containsExactly(
            "usage.limit_reached",
            "",
            "Name: Acme",
            "Used: 1000",
            "Metric: apiCalls",
            "",
            "2026-01-05 09:00:00 UTC",
            "See the whole event: https://ingest.example/events/" + eventId());
    assertThat(mail.html())
        .contains(">usage.limit_reached</h1>", ">Name</th>", ">Acme</td>")
        .contains("href=\"https://ingest.example/events/" + eventId() + "\"");
  }

  private String eventId() {
    return SampleDeliveries.signedUp(vendor.route()).event().id().toString();
  }

  @Test
  void a_repeat_has_the_same_id_and_the_time_of_its_own() {
    Delivery delivery = SampleDeliveries.signedUp(vendor.route());

    EmailMessage first = message(vendor.destination(), delivery);
    EmailMessage again =
        EmailDestinationType.message(
            vendor.destination(), delivery, SampleDeliveries.AT.plusSeconds(30), vendor.context());

    assertThat(Mail.of(first.text()).header("Message-ID"))
        .isEqualTo("<" + delivery.id() + "@acme.example>")
        .isEqualTo(Mail.of(again.text()).header("Message-ID"));
    assertThat(Mail.of(first.text()).header("Date")).isEqualTo("Mon, 5 Jan 2026 09:00:00 +0000");
    assertThat(Mail.of(again.text()).header("Date")).isEqualTo("Mon, 5 Jan 2026 09:00:30 +0000");
  }

  @Test
  void html_of_ones_own_works_and_what_an_event_holds_is_only_text() {
    EmailMessage message =
        message(
            "{\"recipients\":\"ops@acme.co\",\"html\":\"<b title=\\\"{{ $event.name }}\\\">{{ $event.name }}</b>\",\"message\":\"Hello {{ $event.name }}\"}",
            "a.b",
            "{\"name\":\"<img src=x onerror='a()'>\\\" onclick=\\\"b()\"}");

    String value = "&lt;img src=x onerror=&#39;a()&#39;&gt;&quot; onclick=&quot;b()";
    assertThat(message.content().html()).isEqualTo("<b title=\"" + value + "\">" + value + "</b>");
    assertThat(message.content().text())
        .isEqualTo("Hello <img src=x onerror='a()'>\" onclick=\"b()\n");
  }

  @Test
  void a_message_that_is_too_long_is_cut_with_a_link_and_says_so() {
    EmailMessage message =
        message(
            "{\"recipients\":\"ops@acme.co\",\"message\":\"{{ $event.text }}\"}",
            "a.b",
            "{\"text\":\"" + "word ".repeat(50_000) + "\"}");

    assertThat(message.content().cut()).isTrue();
    assertThat(message.content().text())
        .hasSizeLessThan(EmailContent.TEXT_MAX + 200)
        .contains("see the whole event: https://ingest.example/events/");
  }

  @Test
  void unsubscribing_is_one_click_for_https_only_and_escapes_its_values() {
    Map<String, String> headers =
        Map.of(
            "https://acme.co/out?u={{ $event.u }}", "<https://acme.co/out?u=a%20%3E%0D%0AB%26c>",
            "mailto:out@acme.co", "<mailto:out@acme.co>");
    headers.forEach((template, header) -> {
      EmailMessage message =
          message(
              "{\"recipients\":\"ops@acme.co\",\"list_unsubscribe\":\"" + template + "\"}",
              "a.b",
              "{\"u\":\"a >\\r\\nB&c\"}");

      Mail mail = Mail.of(message.text());

      assertThat(mail.header("List-Unsubscribe").strip()).isEqualTo(header);
      assertThat(mail.headerNames().contains("List-Unsubscribe-Post"))
          .isEqualTo(template.startsWith("https"));
    });
  }

  @Test
  void a_route_says_otherwise_than_its_destination_how_to_unsubscribe() {
    Config destination =
        vendor.destination(
            vendor.smtp.port(), Map.of("list_unsubscribe", Value.of("https://acme.co/all")));
    String own = "{\"recipients\":\"a@b.co\",\"list_unsubscribe\":\"https://acme.co/this\"}";

    Mail byRoute =
        Mail.of(message(destination, SampleDeliveries.signedUp(vendor.route(own))).text());
    Mail byDefault =
        Mail.of(message(destination, SampleDeliveries.signedUp(vendor.route())).text());

    assertThat(byRoute.header("List-Unsubscribe").strip()).isEqualTo("<https://acme.co/this>");
    assertThat(byDefault.header("List-Unsubscribe").strip()).isEqualTo("<https://acme.co/all>");
  }

  @Test
  void no_text_in_a_subject_or_a_name_ever_yields_another_header() {
    SplittableRandom random = new SplittableRandom(11);
    String pieces = "\r\n\u0000\t :,;<>@\"\\=?_abBcC.\u0085\u2028\u2029ü你\u202e\ud83d\u00a0";
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\r\nBcc: x@y.co\r\n" : "");
      int length = random.nextInt(300);
      for (int i = 0; i < length; i++) {
        text.append(pieces.charAt(random.nextInt(pieces.length())));
      }
      String header =
          "Subject: "
              + EncodedHeader.text(text.toString())
              + "\r\nFrom: "
              + EncodedHeader.phrase(text.toString())
              + "\r\n <a@b.co>";

      List<String> lines = List.of(header.split("\r\n", -1));

      assertThat(header.replace("\r\n", "")).matches("[ -~]*");
      assertThat(lines).filteredOn(it -> !it.startsWith(" ")).hasSize(2);
      assertThat(lines)
          .allMatch(it -> (it.length() <= 100 && !it.isBlank()) || it.equals("From: "));
    }
  }

  @Test
  void a_subject_reads_as_it_was_written_on_one_line() {
    EmailMessage message =
        message(
            "{\"recipients\":\"a@b.co\",\"subject\":\"{{ $event.s }}\"}",
            "a.b",
            "{\"s\":\"Größe\\r\\nBcc: evil@x.co\\n" + "👩🏽‍🚀".repeat(100) + "\"}");

    Mail mail = Mail.of(message.text());

    assertThat(mail.header("Subject"))
        .startsWith("Größe Bcc: evil@x.co 👩🏽‍🚀👩🏽‍🚀")
        .endsWith("👩🏽‍🚀…")
        .hasSizeLessThanOrEqualTo(EmailContent.SUBJECT_MAX);
    assertThat(mail.headerNames()).doesNotContain("Bcc");
  }

  @Test
  void bodies_come_back_as_they_were_and_never_stand_in_a_line_that_means_something() {
    SplittableRandom random = new SplittableRandom(12);
    String pieces = ".=F \t\nrom-_é你~!";
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(400);
      for (int i = 0; i < length; i++) {
        text.append(pieces.charAt(random.nextInt(pieces.length())));
      }

      String encoded = QuotedPrintable.encode(text.toString());

      assertThat(encoded.split("\r\n", -1))
          .allMatch(it ->
              it.length() <= 76
                  && it.matches("[!-~ \t]*")
                  && !it.startsWith(".")
                  && !it.startsWith("From ")
                  && !it.startsWith("--=_")
                  && !it.endsWith(" ")
                  && !it.endsWith("\t"));
      String raw =
          "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
              + encoded;
      assertThat(decoded(raw)).isEqualTo(text + "\r\n".replace("\r", ""));
    }
  }

  private static String decoded(String raw) {
    try {
      return new String(
              Mail.of(raw).message().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .replace("\r\n", "\n");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada",
        "@acme.co",
        "ada@",
        "a..b@acme.co",
        ".a@acme.co",
        "ada@acme..co",
        "ada@-acme.co",
        "ada@acme.co>",
        "ada@ac me.co",
        "a\r\nb@acme.co",
        "ada@[127.0.0.1]",
        "ada@straße.de",
        "\"a b\"@acme.co",
        "a,b@acme.co",
        "ada@acme.co\u0000"
      })
  void what_is_no_address_is_refused(String text) {
    assertThatThrownBy(() -> MailAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_address_has_its_lengths() {
    String longest =
        "a".repeat(64) + "@" + "b".repeat(63) + "." + "c".repeat(63) + "." + "d".repeat(57) + ".co";

    assertThat(MailAddress.parse(longest).toString()).hasSize(253);
    assertThatThrownBy(() -> MailAddress.parse("x" + longest)).hasMessageContaining("64");
    assertThatThrownBy(() -> MailAddress.parse(longest + "mm"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(MailAddress.parse(" Ada@BÜCHER.example ").toString())
        .isEqualTo("Ada@xn--bcher-kva.example");
  }
}
