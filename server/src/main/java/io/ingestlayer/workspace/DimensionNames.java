package io.ingestlayer.workspace;

import io.ingestlayer.expression.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of a key's parts when none were given.
///
/// `$event.team.id` is `id`; where two would be called the same each is the whole path, `team.id`; what is no plain path
/// is `key_1`, by its place.
final class DimensionNames {
  private static final Pattern SEGMENT = Pattern.compile("[.$]([^.\\[\\]\"]+)|\\[\"([^\"]*)\"]");

  private DimensionNames() {}

  /// A name for each, in their order. Two may still be the same when the values are.
  static List<String> of(List<Expression> values) {
    List<String> last = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String path = path(values.get(i));
      last.add(valid(path.isEmpty() ? "" : lastSegment(path), i));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      boolean shared = Collections.frequency(last, last.get(i)) > 1;
      names.add(shared ? valid(withoutRoot(path(values.get(i))), i) : last.get(i));
    }
    return names;
  }

  /// The path that this is, or an empty text.
  private static String path(Expression value) {
    String source = value.source().strip().replace('\'', '"');
    return value.paths().size() == 1 && value.paths().contains(source) ? source : "";
  }

  private static String lastSegment(String path) {
    String last = "";
    Matcher segment = SEGMENT.matcher(path);
    while (segment.find()) {
      last = segment.group(1) != null ? segment.group(1) : segment.group(2);
    }
    return last;
  }

  private static String withoutRoot(String path) {
    String prefix = "$event.";
    if (path.startsWith(prefix)) {
      return path.substring(prefix.length());
    }
    return path.startsWith("$") ? path.substring(1) : path;
  }

  private static String valid(String name, int place) {
    return NameType.DIMENSION.pattern().matcher(name).matches() ? name : "key_" + (place + 1);
  }
}
