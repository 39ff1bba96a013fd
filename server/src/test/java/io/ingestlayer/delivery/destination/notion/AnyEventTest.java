package io.ingestlayer.delivery.destination.notion;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.seed.Gen;
import io.ingestlayer.testkit.seed.JsonTexts;
import io.ingestlayer.testkit.seed.Seeds;
import io.ingestlayer.testkit.seed.Strings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever an event holds, the strict Notion takes what is made of it.
class AnyEventTest {
  private static final List<String> TYPES =
      List.of(
          "rich_text",
          "number",
          "select",
          "multi_select",
          "status",
          "date",
          "people",
          "files",
          "checkbox",
          "url",
          "email",
          "phone_number",
          "relation",
          "formula");

  private static final String MESSAGE =
      "# $event.f0\n- {{ $event.f1 }}\n```\n$event.f2\n```\n> $event.f3";

  @Test
  void any_payload_becomes_a_page() throws Exception {
    try (FakeNotionVendor fake = new FakeNotionVendor();
        Destination destination = fake.type().open(fake.destination(), fake.context())) {
      for (int i = 0; i < TYPES.size(); i++) {
        fake.notion.property(fake.source, "f" + i, TYPES.get(i), "Open");
      }
      List<Config> routes =
          List.of(
              fake.toDatabase(""),
              fake.toDatabase(",\"message\":" + Json.write(Value.of(MESSAGE))),
              fake.route("{\"page\":\"%s\"}".formatted(fake.notion.page())));

      Seeds.forAll(
          100,
          AnyEventTest::payload,
          payload -> {
            for (Config route : routes) {
              Delivery delivery = SampleDeliveries.delivery("a.b", payload, route);
              AttemptResult result =
                  destination
                      .deliver(SampleDeliveries.attempt("lane", delivery))
                      .results()
                      .getFirst();
              assertThat(result).isInstanceOf(AttemptResult.Delivered.class);
              fake.assertHarmless(fake.notion.written().getLast().raw());
            }
          });
      assertThat(fake.notion.refused()).isEmpty();
      assertThat(fake.notion.written()).hasSize(300);
    }
  }

  /// A field for each type of property, each with any value.
  private static Value.Obj payload(Random random) {
    Value.ObjBuilder payload = Value.object();
    for (int i = 0; i < TYPES.size(); i++) {
      payload.put("f" + i, value(random));
    }
    return payload.put(Strings.hostile().from(random), "a name").build();
  }

  private static Value value(Random random) {
    Gen<Value> text =
        Gen.oneOf(Strings.any(60), Strings.any(5_000), Strings.hostile()).map(Value::of);
    Gen<Value> json = JsonTexts.valid().map(AnyEventTest::parsed);
    Gen<Value> typed =
        Gen.of(
            Value.of("open"),
            Value.of("2026-01-05T09:00:00Z"),
            Value.of("https://acme.co/a.pdf"),
            Value.of("ada@acme.co"),
            Value.of(5),
            Value.of(true));
    Gen<Value> list = Strings.any(120).map(Value::of).list(120).map(Value::array);
    return Gen.oneOf(text, json, typed, list).from(random);
  }

  private static Value parsed(String json) {
    try {
      return Json.parse(json, JsonLimits.EVENT);
    } catch (JsonException e) {
      return Value.Null.NULL;
    }
  }
}
