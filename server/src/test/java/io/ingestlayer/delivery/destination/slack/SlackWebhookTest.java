package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.HttpDestinationContract;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.slack.Fault;
import java.net.URI;
import org.junit.jupiter.api.Test;

/// By a channel's incoming webhook.
class SlackWebhookTest extends HttpDestinationContract {

  @Override
  protected HttpVendor open() {
    return new FakeSlackVendor(true);
  }

  private FakeSlackVendor fake() {
    return (FakeSlackVendor) vendor();
  }

  @Test
  void posts_to_its_own_channel_and_names_none() {
    AttemptResult result = deliver(signedUp());

    assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(fake().slack.messages("#alerts"))
        .singleElement()
        .matches(it -> !it.json().has("channel"), "no channel");
  }

  @Test
  void what_is_previewed_is_what_is_sent() {
    Value preview = fake().type().preview(fake().destination(), signedUp(), fake().context());

    deliver(signedUp());

    assertThat(Json.parseObject(vendor().accepted().getFirst())).isEqualTo(preview);
  }

  @Test
  void a_webhook_that_is_gone_holds_the_whole_destination_under_slacks_own_code() {
    fake().slack.removeWebhook(fake().webhook);

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("no_service"), "its code")
        .matches(AttemptResult.Hold::whole, "the whole destination");
  }

  @Test
  void an_answer_that_repeats_a_part_of_the_address_is_kept_without_it() throws Exception {
    String path = URI.create(fake().webhook).getPath();
    String last = path.substring(path.lastIndexOf('/') + 1);
    fake().slack.failNext(1, new Fault.Http(500, "POST " + path + " is wrong, and so is " + last));

    try (Destination open = fake().type().open(fake().destination(), fake().context())) {
      AttemptReport report = open.deliver(SampleDeliveries.attempt("webhook", signedUp()));

      assertThat(report.response()).isEqualTo("POST *** is wrong, and so is ***");
      assertThat(report.toString()).doesNotContain(last);
    }
  }
}
