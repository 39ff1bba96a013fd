package io.ingestlayer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private final StringWriter out = new StringWriter();

  @Test
  void columns_are_as_wide_as_their_widest_cell() {
    TextTable table = new TextTable("ID", "CODE", "WHY");
    table.row("dlv_1", "ok", "");
    table.row("d", "http_500", "it fell");

    table.print(new PrintWriter(out, true));

    assertThat(out.toString().lines())
        .containsExactly("ID     CODE      WHY", "dlv_1  ok", "d      http_500  it fell");
  }

  @Test
  void what_a_vendor_wrote_gives_the_terminal_no_orders() {
    assertThat(TextTable.printable("a\u001b[31mb\r\nc\u202ed\u0007"))
        .isEqualTo("a\ufffd[31mb\ufffd c\ufffdd\ufffd");
    assertThat(TextTable.printable("größer 👍 東京")).isEqualTo("größer 👍 東京");
  }

  @Test
  void what_is_as_wide_as_two_letters_moves_no_column() {
    TextTable table = new TextTable("LANE", "STATE");
    table.row("#東京👍", "ok");
    table.row("#e\u0301clair", "ok");

    table.print(new PrintWriter(out, true));

    assertThat(out.toString().lines())
        .containsExactly("LANE     STATE", "#東京👍  ok", "#e\u0301clair  ok");
  }

  @Test
  void a_long_cell_is_cut_and_the_last_at_twice_that() {
    TextTable table = new TextTable("A", "B");
    table.row("x".repeat(58) + "👍👍", "y".repeat(130));

    table.print(new PrintWriter(out, true));

    assertThat(out.toString().lines().toList().getLast())
        .isEqualTo("x".repeat(58) + "…  " + "y".repeat(119) + "…");
  }
}
