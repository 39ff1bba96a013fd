package io.ingestlayer.delivery.destination.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.DestinationContract;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.smtp.SentMail;
import io.ingestlayer.testkit.smtp.SmtpFake;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmailDestinationTest extends DestinationContract {
  private static final String THREE =
      """
      {"recipients": ["ada@acme.co", "bob@acme.co", "cyd@other.example"]}
      """;

  @Override
  protected Vendor open() {
    return new FakeSmtpVendor();
  }

  private FakeSmtpVendor fake() {
    return (FakeSmtpVendor) vendor();
  }

  private Delivery toThree() {
    return SampleDeliveries.signedUp(fake().route(THREE));
  }

  private List<List<String>> envelopes() {
    return fake().smtp.mails().stream().map(SentMail::recipients).toList();
  }

  @Test
  void nothing_is_said_before_tls_but_hello() {
    deliver(signedUp());

    assertThat(fake().smtp.commands())
        .extracting(it -> it.split(" ")[0])
        .containsExactly("EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT");
    assertThat(fake().smtp.mails()).allMatch(SentMail::secured);
  }

  @Test
  void one_message_goes_to_all_recipients_and_each_is_answered_for() throws Exception {
    Delivery delivery = toThree();

    AttemptReport report = report(delivery);

    assertThat(envelopes())
        .containsExactly(List.of("ada@acme.co", "bob@acme.co", "cyd@other.example"));
    assertThat(report.response())
        .contains("ada@acme.co: 250 ", "bob@acme.co: 250 ", "cyd@other.example: 250 ")
        .contains("message: 250 ");
    assertThat(Mail.of(vendor().accepted().getFirst()).header("To"))
        .isEqualTo("ada@acme.co, bob@acme.co, cyd@other.example");
  }

  @Test
  void an_address_that_is_refused_makes_no_other_wait_and_is_told() {
    fake().smtp.answerNext("RCPT TO:<bob@", "550 5.1.1 no such user");

    AttemptResult result = deliver(toThree());

    assertThat(SampleDeliveries.withoutSize(result))
        .isEqualTo(new Delivered("ok", "not taken: bob@acme.co: 550 5.1.1 no such user"));
    assertThat(envelopes()).containsExactly(List.of("ada@acme.co", "cyd@other.example"));
  }

  @Test
  void an_address_that_is_put_off_is_tried_again_alone() {
    fake().smtp.answerNext("RCPT TO:<bob@", "450 4.2.0 greylisted, come back later");

    AttemptResult first = deliver(toThree());
    AttemptResult second = deliver(toThree().after(((Retry) first).progress()));

    assertThat(first)
        .asInstanceOf(type(Retry.class))
        .matches(it -> !it.ambiguous(), "not ambiguous")
        .matches(it -> it.detail().contains("bob@acme.co: 450"), "says who")
        .matches(it -> it.detail().contains("2 others have it"), "says who has it");
    assertThat(SampleDeliveries.withoutSize(second)).isEqualTo(Delivered.OK);
    assertThat(envelopes())
        .containsExactly(List.of("ada@acme.co", "cyd@other.example"), List.of("bob@acme.co"));
    assertThat(vendor().accepted())
        .extracting(it -> Mail.of(it).header("Message-ID"))
        .hasSize(2)
        .containsOnly(Mail.of(vendor().accepted().getFirst()).header("Message-ID"));
  }

  @Test
  void a_message_that_nobody_may_have_is_dead() {
    fake().smtp.answerAlways("RCPT TO", "550 5.1.1 no such user");

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .isEqualTo(
            new Reject(
                "smtp_550",
                "not taken: ops@acme.co: 550 5.1.1 no such user",
                "Look at the address, then send it again."));
    assertThat(fake().smtp.mails()).isEmpty();
  }

  @Test
  void an_event_that_leads_to_nobody_is_rejected_and_nothing_is_connected_to() {
    AttemptResult nobody =
        deliver(SampleDeliveries.signedUp(fake().route("{\"recipients\":\"$event.owner\"}")));
    AttemptResult none =
        deliver(SampleDeliveries.signedUp(fake().route("{\"recipients\":\"$event.plan\"}")));

    assertThat(nobody)
        .isInstanceOf(Reject.class)
        .extracting(AttemptResult::code)
        .isEqualTo("no_recipient");
    assertThat(none)
        .isInstanceOf(Reject.class)
        .extracting(AttemptResult::code)
        .isEqualTo("invalid_address");
  }

  @Test
  void an_address_out_of_an_event_cannot_add_a_recipient_a_command_or_a_header() {
    for (String evil :
        List.of(
            "a@acme.co>\r\nRCPT TO:<b@acme.co",
            "a@acme.co\r\nBcc: b@acme.co",
            "a@acme.co,b@acme.co",
            "a@acme.co> NOTIFY=NEVER",
            "<a@acme.co>",
            "\"a\"@acme.co",
            "a b@acme.co",
            "a\u0000@acme.co",
            "a@acme.co\u2028b")) {
      AttemptResult result =
          deliver(
              SampleDeliveries.delivery(
                  "user.signed_up",
                  Value.object().put("email", evil).build(),
                  fake().route("{\"recipients\":\"$event.email\"}")));

      assertThat(result)
          .as(evil)
          .isInstanceOf(Reject.class)
          .extracting(AttemptResult::code)
          .isEqualTo("invalid_address");
    }
    assertThat(fake().smtp.commands()).noneMatch(it -> it.startsWith("RCPT"));
    assertThat(fake().smtp.problems()).isEmpty();
  }

  @Test
  void a_server_that_says_421_is_left_alone_for_a_while() {
    fake().smtp.answerNext("MAIL FROM", "421 4.7.0 too fast");

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .isEqualTo(new RateLimited("smtp_421", "the server said: 421 4.7.0 too fast", null));
  }

  @Test
  void a_message_that_is_too_large_is_dead() {
    fake().smtp.answerNext(".", "552 5.3.4 too large");

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(Reject.class))
        .matches(it -> it.suggestion().startsWith("Shorten"), "says to shorten");
  }

  @Test
  void words_of_a_server_in_any_characters_are_an_answer() {
    fake().smtp.answerNext(".", "250 taken\u0085 and kept\u2028\r");

    AttemptResult result = deliver(signedUp());

    assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(Delivered.OK);
  }

  @Test
  void a_connection_that_is_cut_before_the_last_dot_leaves_no_doubt() {
    fake().smtp.answerNext("DATA", SmtpFake.CUT);

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(Retry.class))
        .matches(it -> !it.ambiguous(), "not ambiguous");
  }

  @Test
  void an_address_beyond_ascii_needs_a_server_that_takes_it() {
    String route = "{\"recipients\":[\"jörg@bücher.example\",\"ada@acme.co\"]}";

    AttemptResult taken = deliver(SampleDeliveries.signedUp(fake().route(route)));
    fake().smtp.without("SMTPUTF8");
    AttemptResult refused = deliver(SampleDeliveries.signedUp(fake().route(route)));

    assertThat(SampleDeliveries.withoutSize(taken)).isEqualTo(Delivered.OK);
    assertThat(refused)
        .asInstanceOf(type(Delivered.class))
        .matches(
            it -> String.valueOf(it.note()).contains("does not take letters beyond ASCII"), "told");
    assertThat(envelopes())
        .containsExactly(
            List.of("jörg@xn--bcher-kva.example", "ada@acme.co"), List.of("ada@acme.co"));
    assertThat(fake().smtp.problems()).isEmpty();
  }

  @Test
  void a_connection_carries_several_messages_and_ends_when_it_is_idle() throws Exception {
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      for (int i = 0; i < 3; i++) {
        deliver(destination, SampleDeliveries.attempt("lane", signedUp()));
      }
      long used = fake().smtp.connections();
      int open = fake().smtp.live();
      fake().clock.turn(SmtpConnections.IDLE_MAX);
      Await.until("it to end", Duration.ofSeconds(5), () -> fake().smtp.live() == 0);

      assertThat(used).isEqualTo(1);
      assertThat(open).isEqualTo(1);
      assertThat(fake().smtp.commands()).endsWith("QUIT");
    }
    assertThat(fake().smtp.mails()).hasSize(3);
  }

  @Test
  void a_connection_that_died_while_idle_costs_no_attempt() throws Exception {
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      deliver(destination, SampleDeliveries.attempt("lane", signedUp()));
      fake().smtp.disconnectAll();

      AttemptResult result = deliver(destination, SampleDeliveries.attempt("lane", signedUp()));

      assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(Delivered.OK);
    }
  }

  @Test
  void a_connection_ends_after_a_hundred_messages() throws Exception {
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      for (int i = 0; i <= SmtpConnections.MESSAGES_MAX; i++) {
        deliver(destination, SampleDeliveries.attempt("lane", signedUp()));
      }
    }

    assertThat(fake().smtp.connections()).isEqualTo(2);
    assertThat(fake().smtp.mails()).hasSize(SmtpConnections.MESSAGES_MAX + 1);
  }

  @Test
  void a_refused_login_tells_no_password_even_when_the_server_repeats_it() {
    fake().smtp.login(FakeSmtpVendor.USER, "another one");

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(Hold.class))
        .matches(it -> it.code().equals("login_refused"), "its code")
        .matches(it -> it.detail().contains("bad credentials for ***"), "with stars");
  }

  private AttemptReport report(Delivery delivery) throws Exception {
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      return destination.deliver(SampleDeliveries.attempt("lane", delivery));
    }
  }
}
