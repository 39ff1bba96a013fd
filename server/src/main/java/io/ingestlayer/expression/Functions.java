package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The functions there are.
public final class Functions {
  private static final SequencedMap<String, Function> ALL = new LinkedHashMap<>();

  static {
    Stream.of(
            List.of(
                Function.of("now()", 0, 0, in -> Dates.text(in.scope().now())),
                Function.of("default(x, y)", 2, 2, in -> in.get(in.get(0).isPresent() ? 0 : 1))
                    .answering(null)),
            TextFunctions.ALL,
            NumberFunctions.ALL,
            ListFunctions.ALL,
            DateFunctions.ALL)
        .flatMap(List::stream)
        .forEach(function -> ALL.put(function.name(), function));
  }

  private Functions() {}

  /// Their names, for completion and for the documentation.
  public static Set<String> names() {
    return Set.copyOf(ALL.keySet());
  }

  /// How each is called: `substring(text, from, to)`.
  public static List<String> signatures() {
    return ALL.values().stream().map(Function::signature).toList();
  }

  static @Nullable Function named(String name) {
    return ALL.get(name);
  }

  static Value orAbsent(@Nullable Value value) {
    return value == null ? Value.Absent.ABSENT : value;
  }
}
