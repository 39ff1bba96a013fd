package io.ingestlayer.component;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of values of one type. One value alone is a list of one.
record ListType<T>(FieldType<T> element) implements FieldType<List<T>> {
  static final int ELEMENTS_MAX = 1_000;

  @Override
  public String name() {
    return "list of " + element.name();
  }

  @Override
  public @Nullable List<T> read(Node node, ConfigReader reader) {
    if (!(node instanceof Node.Items items)) {
      T only = element.read(node, reader);
      return only == null ? null : List.of(only);
    }
    if (items.elements().size() > ELEMENTS_MAX) {
      reader.error(node.at(), "too_many", "a list of more than " + ELEMENTS_MAX + " elements");
      return null;
    }
    int before = reader.errorCount();
    List<T> values = new ArrayList<>();
    for (int i = 0; i < items.elements().size(); i++) {
      Node each = items.elements().get(i);
      T value = reader.within("[" + i + "]", () -> element.read(each, reader));
      if (value != null) {
        values.add(value);
      }
    }
    return reader.errorCount() == before ? List.copyOf(values) : null;
  }
}
