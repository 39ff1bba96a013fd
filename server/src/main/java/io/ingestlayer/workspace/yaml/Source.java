package io.ingestlayer.workspace.yaml;

import io.ingestlayer.component.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;

/// One document of a file, and where in it it begins.
///
/// @param lines its lines, by the line breaks that the scanner counts
/// @param firstLine the number of its first line in the file, from 0
record Source(String file, List<String> lines, int firstLine) {
  private static final Pattern BREAK = Pattern.compile("\r\n|[\n\r\u0085\u2028\u2029]");
  private static final Pattern DOCUMENT = Pattern.compile("---(?:[ \t].*)?", Pattern.DOTALL);

  Source {
    lines = List.copyOf(lines);
  }

  /// A line that begins with `---` always begins a document, in quotes and blocks too.
  static List<Source> split(String file, String text) {
    List<String> lines = List.of(BREAK.split(text, -1));
    List<Source> documents = new ArrayList<>();
    int begin = 0;
    for (int line = 1; line < lines.size(); line++) {
      if (DOCUMENT.matcher(lines.get(line)).matches()) {
        List<String> document = new ArrayList<>(lines.subList(begin, line));
        // The empty rest after the last line break, which a block of text would otherwise lack.
        document.add("");
        documents.add(new Source(file, document, begin));
        begin = line;
      }
    }
    documents.add(new Source(file, lines.subList(begin, lines.size()), begin));
    return documents;
  }

  String text() {
    return String.join("\n", lines);
  }

  Location at(Mark mark) {
    return at(mark.getLine(), mark.getColumn());
  }

  /// @param line counted from 0, in this document
  Location at(int line, int column) {
    return new Location(file, firstLine + line + 1, column + 1);
  }

  /// The line's text, empty past the end.
  String line(int line) {
    return line >= 0 && line < lines.size() ? lines.get(line) : "";
  }

  /// What stands on the mark's line from the mark on.
  String restOfLine(Mark mark) {
    String line = line(mark.getLine());
    int column = Math.min(mark.getColumn(), line.codePointCount(0, line.length()));
    return line.substring(line.offsetByCodePoints(0, column));
  }
}
