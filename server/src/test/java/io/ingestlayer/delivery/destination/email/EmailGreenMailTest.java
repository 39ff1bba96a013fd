package io.ingestlayer.delivery.destination.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import jakarta.mail.internet.MimeMessage;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The same against an SMTP server that was not made for us, down to its mailboxes.
class EmailGreenMailTest {
  private final FakeSmtpVendor vendor = new FakeSmtpVendor();
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @AfterEach
  void close() {
    server.stop();
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

    AttemptResult result;
    try (Destination destination = vendor.type().open(config, vendor.context())) {
      result =
          destination
              .deliver(
                  SampleDeliveries.attempt(
                      "lane", SampleDeliveries.delivery("user.signed_up", payload, route)))
              .results()
              .getFirst();
    }

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
}
