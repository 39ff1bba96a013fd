package io.ingestlayer.app.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Rows of text under a heading, each column as wide as its widest cell. One thread.
///
/// What a vendor or an event has written cannot move the cursor or change a terminal's colours.
final class TextTable {
  private static final int CELL_LENGTH_MAX = 60;
  private static final int LAST_LENGTH_MAX = 120;

  private static final Set<Character.UnicodeScript> WIDE =
      EnumSet.of(
          Character.UnicodeScript.HAN,
          Character.UnicodeScript.HANGUL,
          Character.UnicodeScript.HIRAGANA,
          Character.UnicodeScript.KATAKANA);

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... heading) {
    rows.add(List.of(heading));
  }

  /// @param cells one for each column, cut to 60 characters, the last to 120; times are written plainly
  void row(String... cells) {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      int lengthMax = i < cells.length - 1 ? CELL_LENGTH_MAX : LAST_LENGTH_MAX;
      row.add(cut(printable(PlainTime.of(cells[i])), lengthMax));
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
        line.append(cell).append(" ".repeat(width(column) - width(cell) + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream().mapToInt(it -> width(it.get(column))).max().orElse(0);
  }

  /// How many columns of a terminal it takes: an emoji, and a letter of East Asia, is as wide as two.
  private static int width(String cell) {
    return cell.codePoints().map(TextTable::columns).sum();
  }

  private static int columns(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    return Character.isEmojiPresentation(codePoint)
        || (codePoint >= 0xff01 && codePoint <= 0xff60)
        || WIDE.contains(Character.UnicodeScript.of(codePoint));
  }

  private static String cut(String cell, int lengthMax) {
    if (cell.length() <= lengthMax) {
      return cell;
    }
    int end = lengthMax - 1;
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
