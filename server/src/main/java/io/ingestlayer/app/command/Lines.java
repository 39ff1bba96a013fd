package io.ingestlayer.app.command;

import io.ingestlayer.event.Value;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// The members of an object as lines, each with its name.
final class Lines {
  private Lines() {}

  /// Prints those members that there are, in that order.
  static void print(PrintWriter out, Value object, List<String> members) {
    for (String member : members) {
      String text = ServerApi.text(object, member);
      if (!text.isEmpty()) {
        out.println(member.replace('_', ' ') + ": " + TextTable.printable(PlainTime.of(text)));
      }
    }
  }

  static String heading(String member) {
    return member.toUpperCase(Locale.ROOT).replace('_', ' ');
  }
}
