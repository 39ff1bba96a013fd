package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.delivery.message.TemplateText;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.TextTemplate;
import org.junit.jupiter.api.Test;

class SlackTextTest {
  private static String value(String value) {
    Value.Obj payload = Value.object().put("value", value).build();
    Config route = SampleDeliveries.config(ConfigSpec.of(), "{}");
    TextTemplate template = TextTemplate.parse("{{ $event.value }}");
    return SlackText.markup(
        TemplateText.of(template, SampleDeliveries.delivery("a.b", payload, route).scope()), true);
  }

  @Test
  void a_value_loses_what_cannot_be_seen_and_nothing_else() {
    assertThat(value("a\u0000\u001b[31m\u202eb\u2066 <é> שלום\n\t👩🏽‍🚀"))
        .isEqualTo("a[31mb &lt;é&gt; שלום\n\t👩🏽‍🚀");
    assertThat(value("\ud83d half")).isEqualTo("\ufffd half");
  }

  @Test
  void is_cut_where_a_person_sees_a_character_end() {
    assertThat(SlackText.cut("ab👩🏽‍🚀c", 5)).isEqualTo("ab");
    assertThat(SlackText.cut("cafe\u0301s", 4)).isEqualTo("caf");
    assertThat(SlackText.cut("abc", 3)).isEqualTo("abc");
    assertThat(SlackText.cut("abc", 0)).isEmpty();
    assertThat(SlackText.cut("abc", -5)).isEmpty();
  }

  @Test
  void is_cut_before_an_entity_or_a_link_that_would_stay_open() {
    assertThat(SlackText.cut("ab&amp;c", 5)).isEqualTo("ab");
    assertThat(SlackText.cut("see <https://acme.co|here> now", 15)).isEqualTo("see ");
    assertThat(SlackText.cut("1 < 2 and so on", 9)).isEqualTo("1 < 2 and");
    assertThat(SlackText.cut("a & b and so on", 7)).isEqualTo("a & b a");
  }

  @Test
  void what_is_longer_than_the_cut_by_itself_is_cut_all_the_same() {
    assertThat(SlackText.cut("<https://acme.co/a/long/way>", 10)).hasSize(10);
    assertThat(SlackText.cut("e" + "\u0301".repeat(500), 100)).hasSizeBetween(1, 100);
  }

  @Test
  void pieces_break_after_a_line_else_after_a_word_and_lose_nothing() {
    assertThat(SlackText.pieces("one two\nthree four", 10))
        .containsExactly("one two\n", "three four");
    assertThat(SlackText.pieces("one two three", 9)).containsExactly("one two ", "three");
    assertThat(SlackText.pieces("x".repeat(25), 10))
        .containsExactly("x".repeat(10), "x".repeat(10), "x".repeat(5));
    assertThat(SlackText.pieces("", 10)).isEmpty();
  }

  @Test
  void counts_what_a_text_takes_inside_json() {
    assertThat(SlackText.lengthWithin("ab\"\n\u0001c", 2)).isEqualTo(2);
    assertThat(SlackText.lengthWithin("ab\"\n\u0001c", 6)).isEqualTo(4);
    assertThat(SlackText.lengthWithin("ab\"\n\u0001c", 11)).isEqualTo(4);
    assertThat(SlackText.lengthWithin("ab\"\n\u0001c", 13)).isEqualTo(6);
    assertThat(SlackText.lengthWithin("abc", -1)).isZero();
  }
}
