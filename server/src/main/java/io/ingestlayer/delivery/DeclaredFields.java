package io.ingestlayer.delivery;

import com.google.re2j.Pattern;
import io.ingestlayer.workspace.DeclaredField;
import io.ingestlayer.workspace.EventDefinition;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Answers what the event types that a pipeline matches declare, for destinations that prepare a place for it (a table with
/// its columns). Any thread may call it.
@FunctionalInterface
public interface DeclaredFields {
  /// No type declares anything.
  DeclaredFields NONE = patterns -> List.of();

  /// The declared top-level fields, type by type in the order of their names, each type's in its own order. A name comes
  /// twice when two types declare it.
  ///
  /// @param patterns event types, exact or with `*` for any run of characters; empty for all
  List<DeclaredField> of(List<String> patterns);

  /// By the definitions that are active when it is asked.
  static DeclaredFields in(Supplier<? extends Collection<EventDefinition>> active) {
    return patterns ->
        active.get().stream()
            .filter(it -> patterns.isEmpty() || matches(patterns, it.type()))
            .sorted(Comparator.comparing(EventDefinition::type))
            .flatMap(it -> it.fields().stream())
            .toList();
  }

  private static boolean matches(List<String> patterns, String type) {
    return patterns.stream().anyMatch(it -> regex(it).matcher(type).matches());
  }

  /// In linear time, whatever the pattern.
  private static Pattern regex(String glob) {
    return Pattern.compile(
        Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }
}
