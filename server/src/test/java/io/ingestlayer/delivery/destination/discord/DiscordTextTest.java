package io.ingestlayer.delivery.destination.discord;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.delivery.message.TemplateText;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.TextTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscordTextTest {

  private static TemplateText rendered(String template, String a, String b) {
    Value.Obj payload = Value.object().put("a", a).put("b", b).build();
    return TemplateText.of(
        TextTemplate.parse(template),
        SampleDeliveries.delivery("a.b", payload, SampleDeliveries.config(ConfigSpec.of(), "{}"))
            .scope());
  }

  private static String markup(String template, String a, String b) {
    return DiscordText.markup(rendered(template, a, b));
  }

  /// What Discord shows: a backslash before punctuation is not seen.
  private static String seen(String markup) {
    return markup.replaceAll("\\\\([^0-9A-Za-z\\s])", "$1").replace("\u200b", "");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "**bold**,\\*\\*bold\\*\\*",
        "snake_case,snake\\_case",
        "||spoiler||,\\|\\|spoiler\\|\\|",
        "[bank](https://evil.example),\\[bank\\]\\(https\\://evil.example\\)",
        "<@123> <#4> <t:5:R>,\\<@123\\> \\<#4\\> \\<t\\:5\\:R\\>",
        "# not a heading,\\# not a heading",
        "a # b - c,a # b - c",
        "-5 #1,-5 #1",
        "-# small,\\-# small",
        "- item,\\- item",
        "1. item,1\\. item",
        "> quoted,\\> quoted",
        ":smile:,\\:smile:",
        "C:\\dir,C\\:\\\\dir",
        "ada@acme.co,ada@acme.co",
        "@everyone @here,@\u200beveryone @\u200bhere",
        "@every,@\u200bevery",
        "12.50 €,12.50 €"
      })
  void a_value_is_escaped_so_that_it_is_seen_as_it_was_written(String value, String markup) {
    assertThat(DiscordText.value(value)).isEqualTo(markup);
    assertThat(seen(DiscordText.value(value))).isEqualTo(value);
  }

  @Test
  void the_markup_of_a_template_works_and_that_of_a_value_does_not() {
    assertThat(markup("**{{ $event.a }}** [see](https://acme.co)", "*x* <@1>", ""))
        .isEqualTo("**\\*x\\* \\<@1\\>** [see](https://acme.co)");
  }

  @Test
  void in_code_a_value_stands_as_it_is_and_cannot_end_the_code() {
    assertThat(markup("id `{{ $event.a }}`, {{ $event.b }}", "cus_1*2", "a_b"))
        .isEqualTo("id `cus_1*2`, a\\_b");
    assertThat(markup("```{{ $event.a }}```", "x``` **now** ```y", ""))
        .isEqualTo("```xˋˋˋ **now** ˋˋˋy```");
    assertThat(markup("`{{ $event.a }}` `{{ $event.b }}`", "", "**b**")).isEqualTo("` ` `**b**`");
  }

  @Test
  void code_that_is_never_closed_is_none() {
    assertThat(markup("`{{ $event.a }} and more", "*x*", "")).isEqualTo("`\\*x\\* and more");
    assertThat(markup("```{{ $event.a }}`", "*x*", "")).isEqualTo("```\\*x\\*`");
    assertThat(markup("\\`{{ $event.a }}`", "*x*", "")).doesNotContain("`*x");
  }

  @Test
  void a_backslash_before_a_value_does_not_undo_its_escape() {
    assertThat(markup("{{ '\\\\' }}{{ $event.a }}", "*x*", "")).isEqualTo("\\\\\\*x\\*");
  }

  @Test
  void two_values_side_by_side_cannot_call_everybody() {
    assertThat(markup("{{ $event.a }}{{ $event.b }}", "@every", "one")).doesNotContain("@every");
    assertThat(markup("{{ $event.a }}{{ $event.b }}", "@", "here")).doesNotContain("@here");
    assertThat(markup("{{ $event.a }}{{ $event.b }}", "<", "@123>"))
        .doesNotContainPattern("<@!?&?[0-9]+>");
  }

  @Test
  void a_value_cannot_go_on_where_a_template_has_begun_to_call_everybody() {
    assertThat(markup("@{{ $event.a }}", "everyone", "")).isEqualTo("@\u200beveryone");
    assertThat(markup("by @{{ $event.b }}{{ $event.a }}", "here", "")).doesNotContain("@here");
    assertThat(markup("@every{{ $event.a }}", "one", "")).doesNotContain("@everyone");
    assertThat(markup("@everyone {{ $event.a }}", "one", "")).isEqualTo("@everyone one");
  }

  @Test
  void is_not_cut_within_an_escape() {
    assertThat(DiscordText.cut("ab\\*c", 3)).isEqualTo("ab");
    assertThat(DiscordText.cut("ab\\\\c", 4)).isEqualTo("ab\\\\");
    assertThat(DiscordText.cut("ab\\*c", 4)).isEqualTo("ab\\*");
    assertThat(DiscordText.cut("ab👩🏽‍🚀c", 5)).isEqualTo("ab");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n\t", "\u00a0\u2003", "\u200b\ufeff", "\u2800", "\u0085"})
  void knows_what_nobody_can_see(String text) {
    assertThat(DiscordText.isUnseen(text)).isTrue();
    assertThat(DiscordText.isUnseen(text + "x")).isFalse();
  }
}
