package io.ingestlayer.delivery.destination.notion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.testkit.notion.Fault;
import io.ingestlayer.testkit.notion.Written;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// People change a database while events are written into it.
class NotionDriftTest {
  private static final String REJECT = ",\"on_mismatch\":\"reject\"";

  private final FakeNotionVendor fake = new FakeNotionVendor();
  private Destination destination = fake.type().open(fake.destination(), fake.context());

  @BeforeEach
  void write_once_so_that_the_schema_is_known() throws Exception {
    deliver("");
  }

  @AfterEach
  void close() throws Exception {
    destination.close();
    fake.close();
  }

  private AttemptResult deliver(String more) throws Exception {
    return deliver(SampleDeliveries.signedUp(fake.toDatabase(more)));
  }

  private AttemptResult deliver(Config route, String payload) throws Exception {
    return deliver(SampleDeliveries.delivery("user.signed_up", payload, route));
  }

  private AttemptResult deliver(Delivery delivery) throws Exception {
    String lane = fake.type().lane(fake.destination(), delivery.route().config(), delivery.scope());
    return destination.deliver(SampleDeliveries.attempt(lane, delivery)).results().getFirst();
  }

  private Written last() {
    return fake.notion.written().getLast();
  }

  private static String note(AttemptResult result) {
    assertThat(result).isInstanceOf(AttemptResult.Delivered.class);
    return String.valueOf(((AttemptResult.Delivered) result).note());
  }

  @Test
  void a_property_that_was_renamed_is_left_out_in_the_same_attempt() throws Exception {
    fake.notion.renameProperty(fake.source, "Plan", "Tier");

    AttemptResult result = deliver("");

    assertThat(result).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(last().json().path("properties").propertyNames()).containsExactly("Name", "Email");
    assertThat(last().raw()).contains("\"plan\\\": \\\"pro\\\"");
  }

  @Test
  void a_property_that_the_route_names_and_that_was_renamed_is_noted() throws Exception {
    String mapped = ",\"properties\":{\"Tier\":\"$event.plan\"}";
    fake.notion.renameProperty(fake.source, "Plan", "Tier");
    deliver(mapped);
    fake.notion.renameProperty(fake.source, "Tier", "Level");

    AttemptResult result = deliver(mapped);

    assertThat(note(result)).isEqualTo("there is no property Tier");
    assertThat(last().property("Email").isMissingNode()).isFalse();
  }

  @Test
  void a_property_that_is_not_there_rejects_the_event_when_the_route_says_so() throws Exception {
    String mapped = ",\"properties\":{\"Tier\":\"$event.plan\"}" + REJECT;

    AttemptResult without = deliver(mapped);
    fake.notion.property(fake.source, "Tier", "select");
    AttemptResult with = deliver(mapped);

    assertThat(without)
        .asInstanceOf(type(AttemptResult.Reject.class))
        .matches(it -> it.code().equals("value_refused"), "its code")
        .matches(it -> it.detail().equals("there is no property Tier"), "says which");
    assertThat(with).isEqualTo(AttemptResult.Delivered.OK);
  }

  @Test
  void a_property_whose_type_was_changed_gets_its_value_in_the_new_type() throws Exception {
    fake.notion.property(fake.source, "Plan", "rich_text");

    AttemptResult result = deliver("");

    assertThat(result).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(last().property("Plan").toString()).contains("\"content\":\"pro\"");
    assertThat(fake.notion.refused()).containsEntry("validation_error", 1L);
  }

  @Test
  void a_value_that_no_longer_fits_is_left_out_with_a_note_or_rejects() throws Exception {
    fake.notion.property(fake.source, "Plan", "number");

    AttemptResult skipped = deliver("");
    AttemptResult rejected = deliver(REJECT);

    assertThat(note(skipped)).isEqualTo("left out: Plan is a number and cannot hold \"pro\"");
    assertThat(last().property("Plan").isMissingNode()).isTrue();
    assertThat(rejected)
        .asInstanceOf(type(AttemptResult.Reject.class))
        .matches(it -> it.detail().equals("Plan is a number and cannot hold \"pro\""), "why");
  }

  @Test
  void a_statuss_option_that_was_removed_is_noted_with_those_that_are_left() throws Exception {
    fake.notion.property(fake.source, "Stage", "status", "Open", "Won");
    Config route = fake.toDatabase("");
    destination.close();
    destination = fake.type().open(fake.destination(), fake.context());
    assertThat(deliver(route, "{\"stage\":\"won\"}")).isEqualTo(AttemptResult.Delivered.OK);
    fake.notion.property(fake.source, "Stage", "status", "Open");

    AttemptResult result = deliver(route, "{\"stage\":\"won\"}");

    assertThat(note(result)).isEqualTo("left out: Stage has no option \"won\"; it has Open");
  }

  @Test
  void a_property_that_notion_fills_is_left_out_with_a_note() throws Exception {
    fake.notion.property(fake.source, "Plan", "formula");

    AttemptResult result = deliver(REJECT);

    assertThat(note(result)).isEqualTo("Plan was left out: Notion fills a formula itself");
  }

  @Test
  void a_property_that_notion_refuses_by_the_newest_schema_is_left_out_and_the_rest_goes()
      throws Exception {
    fake.notion.property(fake.source, "Customer", "relation");
    destination.close();
    destination = fake.type().open(fake.destination(), fake.context());
    String payload =
        "{\"email\":\"ada@acme.co\",\"customer\":\"248104cd477e80fdb757e945d38000bd\"}";

    AttemptResult skipped = deliver(fake.toDatabase(""), payload);
    AttemptResult rejected = deliver(fake.toDatabase(REJECT), payload);

    assertThat(note(skipped)).isEqualTo("left out: Notion refused what Customer got");
    assertThat(last().property("Email").isMissingNode()).isFalse();
    assertThat(last().property("Customer").isMissingNode()).isTrue();
    assertThat(rejected)
        .asInstanceOf(type(AttemptResult.Reject.class))
        .matches(it -> it.detail().contains("Customer"), "says which");
  }

  @Test
  void a_notion_that_refuses_on_and_on_is_asked_four_times_at_most() throws Exception {
    long before = fake.notion.requests();
    fake.notion.failNextWrite(
        9, Fault.error(400, "validation_error", "Email is expected to be rich_text."));

    AttemptResult result = deliver("");

    assertThat(result).isInstanceOf(AttemptResult.Reject.class);
    assertThat(fake.notion.requests() - before).isLessThanOrEqualTo(4 * 3);
    assertThat(fake.notion.written()).hasSize(1);
  }

  @Test
  void a_data_source_that_is_gone_is_looked_for_anew_and_holds_only_its_lane() throws Exception {
    fake.breakTarget();

    AttemptResult result = deliver("");

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("object_not_found") && !it.whole(), "only the lane");
  }
}
