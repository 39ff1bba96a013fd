package io.ingestlayer.delivery.destination.notion;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.catalog.Catalog;
import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotionDestinationTypeTest {
  private static final String ID = "248104cd-477e-80fd-b757-e945d38000bd";

  private final NotionDestinationType type = new NotionDestinationType();
  private final Config destination =
      SampleDeliveries.config(type.config(), "{\"token\":\"ntn_1\"}");

  @Test
  void is_also_known_by_its_hosted_name() {
    assertThat(new Catalog().destinationType("notion.db"))
        .hasValueSatisfying(it -> assertThat(it.key()).isEqualTo("notion"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|token_or_oauth",
        "{\"token\":\"x\",\"oauth\":{\"client_id\":\"1\",\"client_secret\":\"s\"}}|token_or_oauth",
        "{\"oauth\":{\"client_id\":\"a b\",\"client_secret\":\"s\"}}|invalid_client_id",
        "{\"token\":\"two words\"}|invalid_token",
        "{\"token\":\"x\",\"base_url\":\"https://h.example/?x=1\"}|invalid_url",
        "{\"tokn\":\"x\"}|unknown_key"
      })
  void a_destination_has_a_token_that_can_be_used(String json, String code) {
    assertThat(SampleDeliveries.problems(type.config(), json)).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|database_or_page",
        "{\"database\":\"ID\",\"page\":\"ID\"}|database_or_page",
        "{\"database\":\"my database\"}|invalid_notion_id",
        "{\"database\":[\"ID\"]}|invalid_notion_id",
        "{\"page\":\"ID\",\"properties\":{\"a\":1}}|not_with_page",
        "{\"page\":\"ID\",\"data_source\":\"a\"}|not_with_page",
        "{\"page\":\"ID\",\"event_id_property\":\"a\"}|not_with_page",
        "{\"database\":\"ID\",\"event_id_property\":\"a\",\"properties\":{\"a\":1}}|property_twice",
        "{\"database\":\"ID\",\"on_mismatch\":\"shrug\"}|unknown_choice"
      })
  void a_route_names_a_database_or_a_page(String json, String code) {
    assertThat(SampleDeliveries.problems(type.route(destination), json.replace("ID", ID)))
        .contains(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "248104cd-477e-80fd-b757-e945d38000bd",
        " 248104CD477E80FDB757E945D38000BD ",
        "https://www.notion.so/acme/248104cd477e80fdb757e945d38000bd?v=148104cd477e80bb928f000ce197ddf2",
        "https://www.notion.so/acme/Sign-ups-248104cd477e80fdb757e945d38000bd#1",
        "https://acme.notion.site/248104cd-477e-80fd-b757-e945d38000bd/"
      })
  void an_address_is_as_good_as_an_id(String text) {
    assertThat(NotionId.find(text)).contains(new NotionId(ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "248104cd",
        "a248104cd477e80fdb757e945d38000bd",
        "248104cd477e80fdb757e945d38000bg",
        "https://www.notion.so/acme?v=148104cd477e80bb928f000ce197ddf2"
      })
  void what_is_no_id_is_none(String text) {
    assertThat(NotionId.find(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"database\":\"ID\"}|database ID",
        "{\"database\":\"ID\",\"data_source\":\"Signups\"}|database ID / Signups",
        "{\"page\":\"ID\"}|page ID"
      })
  void a_lane_is_what_can_be_unshared_alone(String json, String lane) {
    Config route = SampleDeliveries.config(type.route(destination), json.replace("ID", ID));
    Scope scope = SampleDeliveries.signedUp(route).scope();

    assertThat(type.lane(destination, route, scope)).isEqualTo(lane.replace("ID", ID));
  }

  @Test
  void sends_five_pages_in_two_seconds() {
    assertThat(type.lanes(destination))
        .isEqualTo(new LaneSpec(1, 1, new Rate(5, Duration.ofSeconds(2))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"icon.svg", "setup.md"})
  void comes_with_an_icon_and_steps_to_set_it_up(String name) throws IOException {
    try (InputStream file = NotionDestinationType.class.getResourceAsStream(name)) {
      assertThat(file).isNotEmpty();
    }
  }
}
