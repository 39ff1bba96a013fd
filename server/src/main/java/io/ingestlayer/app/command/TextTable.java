package io.ingestlayer.app.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows of text under a heading, each column as wide as its widest cell. One thread.
///
/// What a vendor or an event has written cannot move the cursor or change a terminal's colours.
final class TextTable {
  private static final int CELL_LENGTH_MAX = 60;

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... heading) {
    rows.add(List.of(heading));
  }

  /// @param cells one for each column; all but the last are cut to 60 characters
  void row(String... cells) {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      String cell = printable(cells[i]);
      row.add(i < cells.length - 1 && cell.length() > CELL_LENGTH_MAX ? cut(cell) : cell);
    }
    rows.add(row);
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  void print(PrintWriter out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(width(column) - cell.length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream().mapToInt(it -> it.get(column).length()).max().orElse(0);
  }

  private static String cut(String cell) {
    int end = CELL_LENGTH_MAX - 1;
    boolean splits = Character.isHighSurrogate(cell.charAt(end - 1));
    return cell.substring(0, splits ? end - 1 : end) + "…";
  }

  /// The text on one line, with a mark in place of every character that is an order to the terminal.
  static String printable(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(it -> plain.appendCodePoint(it == '\n' || it == '\t' ? ' ' : shown(it)));
    return plain.toString();
  }

  private static int shown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          0xfffd;
      default -> codePoint;
    };
  }
}
