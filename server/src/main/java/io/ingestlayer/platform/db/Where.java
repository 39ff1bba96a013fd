package io.ingestlayer.platform.db;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The conditions of a statement that are there, with their values: a condition that is always true would keep the database
/// from an index that fits the others. One thread.
public final class Where {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  /// Holds for every row.
  public Where and(String condition, Object... bound) {
    conditions.add(condition);
    values.addAll(List.of(bound));
    return this;
  }

  /// Only when there is a value.
  public Where andIf(String condition, @Nullable Object value) {
    return value == null ? this : and(condition, value);
  }

  /// Only when there are numbers to compare with; an empty set holds for no row.
  public Where andIn(String condition, @Nullable Set<Integer> numbers) {
    return numbers == null
        ? this
        : and(condition, numbers.stream().mapToInt(Integer::intValue).toArray());
  }

  public String text() {
    return String.join("\n  and ", conditions);
  }

  /// The values, and what is bound after them.
  public @Nullable Object[] values(Object... more) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(List.of(more));
    return all.toArray();
  }
}
