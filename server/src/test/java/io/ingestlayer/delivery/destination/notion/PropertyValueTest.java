package io.ingestlayer.delivery.destination.notion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertyValueTest {
  private static final int TEXT_MAX = NotionText.PIECE_MAX * NotionText.PIECES_MAX;
  private final Notes notes = new Notes();

  private String of(String type, Value value) throws UnfitException {
    NotionSchema.Property property =
        new NotionSchema.Property("It", type, List.of("Open", "In progress"));
    return Json.write(PropertyValue.of(property, value, notes, TEXT_MAX).get(type));
  }

  private String of(String type, String json) throws UnfitException {
    return of(type, Json.parse(json, JsonLimits.EVENT));
  }

  private static Value times(int count, String text) {
    return Value.of(text.repeat(count));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "number|5|5",
        "number|-0.25|-0.25",
        "number|\" 12.5 \"|12.5",
        "number|9007199254740992|9007199254740992",
        "number|1e3|1E+3",
        "checkbox|true|true",
        "checkbox|\"No\"|false",
        "checkbox|1|true",
        "select|\"pro\"|{\"name\":\"pro\"}",
        "select|7|{\"name\":\"7\"}",
        "select|true|{\"name\":\"true\"}",
        "select|\"a, b\"|{\"name\":\"a; b\"}",
        "multi_select|[\"a\",\"b\"]|[{\"name\":\"a\"},{\"name\":\"b\"}]",
        "multi_select|\"a, b,,A\"|[{\"name\":\"a\"},{\"name\":\"b\"}]",
        "multi_select|[\"x, y\",null,3]|[{\"name\":\"x; y\"},{\"name\":\"3\"}]",
        "multi_select|[]|[]",
        "status|\"Open\"|{\"name\":\"Open\"}",
        "status|\"in PROGRESS\"|{\"name\":\"In progress\"}",
        "date|\"2026-01-05\"|{\"start\":\"2026-01-05\"}",
        "date|\"2026-01-05T09:00:00+02:00\"|{\"start\":\"2026-01-05T07:00:00.000Z\"}",
        "date|\"2026-01-05 09:00:00.5\"|{\"start\":\"2026-01-05T09:00:00.500Z\"}",
        "date|\"2026-01-05T09:00Z\"|{\"start\":\"2026-01-05T09:00:00.000Z\"}",
        "date|\"2026-01-05T09:00:00+0200\"|{\"start\":\"2026-01-05T07:00:00.000Z\"}",
        "date|{\"start\":\"2026-01-05\",\"end\":\"2026-01-06\"}|{\"start\":\"2026-01-05\",\"end\":\"2026-01-06\"}",
        "url|\"https://acme.co/x\"|\"https://acme.co/x\"",
        "email|\" ada@acme.co \"|\"ada@acme.co\"",
        "phone_number|\"+1 555 0100\"|\"+1 555 0100\"",
        "phone_number|15550100|\"15550100\"",
        "people|\"248104cd477e80fdb757e945d38000bd\"|[{\"id\":\"248104cd-477e-80fd-b757-e945d38000bd\"}]",
        "relation|[\"https://www.notion.so/a/B-248104cd477e80fdb757e945d38000bd?v=1\"]|[{\"id\":\"248104cd-477e-80fd-b757-e945d38000bd\"}]",
        "relation|[]|[]",
        "files|\"https://acme.co/a/b.pdf?x=1\"|[{\"name\":\"b.pdf\",\"external\":{\"url\":\"https://acme.co/a/b.pdf?x=1\"}}]",
        "files|[\"https://acme.co/\"]|[{\"name\":\"https://acme.co/\",\"external\":{\"url\":\"https://acme.co/\"}}]",
        "rich_text|\"hi\"|[{\"type\":\"text\",\"text\":{\"content\":\"hi\"}}]",
        "rich_text|12.50|[{\"type\":\"text\",\"text\":{\"content\":\"12.50\"}}]",
        "title|{\"a\":[1]}|[{\"type\":\"text\",\"text\":{\"content\":\"{\\\"a\\\":[1]}\"}}]",
        "rich_text|\"\"|[]"
      })
  void a_value_that_fits(String type, String json, String property) throws UnfitException {
    assertThat(of(type, json)).isEqualTo(property);
    assertThat(notes.remarks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "number|\"five\"",
        "number|true",
        "number|[1]",
        "number|9007199254740993",
        "number|1e400",
        "number|\"\"",
        "checkbox|\"maybe\"",
        "checkbox|2",
        "checkbox|{}",
        "select|{\"a\":1}",
        "select|\"\"",
        "select|\" \"",
        "select|[\"a\"]",
        "multi_select|[{\"a\":1}]",
        "status|\"Closed\"",
        "status|[]",
        "date|\"yesterday\"",
        "date|1767603600",
        "date|\"2026-02-30\"",
        "date|\"2026-13-01T00:00:00Z\"",
        "date|{\"end\":\"2026-01-05\"}",
        "date|{\"start\":\"2026-01-05\",\"end\":\"never\"}",
        "url|[\"https://acme.co\"]",
        "url|\"\"",
        "email|\"nobody\"",
        "email|\"@acme.co\"",
        "phone_number|{}",
        "people|\"ada@acme.co\"",
        "people|[\"248104cd477e80fdb757e945d38000bd\",7]",
        "relation|\"248104cd\"",
        "files|\"ftp://acme.co/a\"",
        "files|\"/a/b.pdf\"",
        "files|5",
        "place|\"here\""
      })
  void a_value_that_does_not_fit(String type, String json) {
    assertThatThrownBy(() -> of(type, json)).isInstanceOf(UnfitException.class);
  }

  @ParameterizedTest
  @CsvSource({"url,1999,2001", "email,199,201", "phone_number,199,201"})
  void an_address_is_taken_up_to_its_limit_and_never_cut(String type, int below, int above)
      throws UnfitException {
    String head = type.equals("email") ? "a@" : "";

    assertThat(of(type, Value.of(head + "x".repeat(below - head.length())))).hasSize(below + 2);
    assertThat(of(type, Value.of(head + "x".repeat(below + 1 - head.length())))).hasSize(below + 3);
    assertThatThrownBy(() -> of(type, Value.of(head + "x".repeat(above - head.length()))))
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining(above + "");
  }

  @ParameterizedTest
  @CsvSource({"1999,1", "2000,1", "2001,2", "199999,100", "200000,100", "200001,100"})
  void a_text_goes_on_in_further_pieces_until_there_are_a_hundred(int length, int pieces) {
    List<Value> text = NotionText.pieces("x".repeat(length), TEXT_MAX);

    assertThat(text).hasSize(pieces);
    assertThat(NotionText.isCut("x".repeat(length), text)).isEqualTo(length > 200_000);
    assertThat(NotionText.plain(text)).hasSize(Math.min(length, 200_000));
  }

  @Test
  void a_text_is_cut_between_characters_and_says_so() throws UnfitException {
    String family = "👩‍👩‍👧‍👦";

    String json = of("rich_text", times(30_000, family));

    assertThat(notes.remarks()).containsExactly("It was cut to what Notion takes");
    Value pieces = Json.parse(json, JsonLimits.EVENT);
    assertThat(((Value.Arr) pieces).elements()).hasSize(100);
    String content = NotionText.plain(((Value.Arr) pieces).elements());
    assertThat(content.replace(family, "")).isEqualTo("…");
  }

  @ParameterizedTest
  @CsvSource({"99,99,false", "100,100,false", "101,100,true"})
  void a_list_has_a_hundred_elements_at_most(int given, int taken, boolean cut)
      throws UnfitException {
    Value names =
        Value.array(IntStream.range(0, given).mapToObj(it -> Value.of("n" + it)).toList());
    Value ids =
        Value.array(
            IntStream.range(0, given)
                .mapToObj(it -> Value.of("248104cd477e80fdb757e945%08x".formatted(it)))
                .toList());
    Value urls = Value.array(Collections.nCopies(given, Value.of("https://acme.co/a")));

    assertThat(of("multi_select", names).split("\\{", -1)).hasSize(taken + 1);
    assertThat(of("relation", ids).split("\\{", -1)).hasSize(taken + 1);
    assertThat(of("people", ids).split("\\{", -1)).hasSize(taken + 1);
    assertThat(of("files", urls).split("\"name\"", -1)).hasSize(taken + 1);
    assertThat(notes.remarks().isEmpty()).isNotEqualTo(cut);
  }

  @ParameterizedTest
  @CsvSource({"99,99", "100,100", "101,100"})
  void an_options_name_has_a_hundred_characters_at_most(int given, int taken)
      throws UnfitException {
    assertThat(of("select", times(given, "x"))).hasSize(taken + "{\"name\":\"\"}".length());
  }
}
