package io.ingestlayer.delivery.destination.notion;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A data source as it was last read: its properties by name, in Notion's order. Pure.
record NotionSchema(String id, SequencedMap<String, Property> properties) {

  /// A property.
  ///
  /// @param type Notion's own name for it
  /// @param options the names that can be chosen, of a select, multi-select or status
  record Property(String name, String type, List<String> options) {
    Property {
      requireNonNull(name);
      requireNonNull(type);
      options = List.copyOf(options);
    }
  }

  NotionSchema {
    requireNonNull(id);
    properties = new LinkedHashMap<>(properties);
  }

  /// From the answer of `GET /v1/data_sources/{id}`.
  static NotionSchema of(String id, Value answer) {
    SequencedMap<String, Property> properties = new LinkedHashMap<>();
    if (answer.get("properties") instanceof Value.Obj all) {
      for (Map.Entry<String, Value> one : all.members().entrySet()) {
        if (one.getValue().get("type") instanceof Value.Text(String type)) {
          List<String> options = options(one.getValue().get(type).get("options"));
          properties.put(one.getKey(), new Property(one.getKey(), type, options));
        }
      }
    }
    return new NotionSchema(id, properties);
  }

  private static List<String> options(Value options) {
    List<String> names = new ArrayList<>();
    if (options instanceof Value.Arr(List<Value> all)) {
      for (Value option : all) {
        if (option.get("name") instanceof Value.Text(String name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /// The property of exactly that name, else the one that differs only in case, blanks, `_` and `-`.
  Optional<Property> find(String name) {
    Property exact = properties.get(name);
    return exact != null
        ? Optional.of(exact)
        : properties.values().stream()
            .filter(it -> plain(it.name()).equals(plain(name)))
            .findFirst();
  }

  /// A name without what people write differently: `plan_name` is `Plan name`.
  static String plain(String name) {
    return name.replaceAll("[\\s_-]+", "").toLowerCase(Locale.ROOT);
  }
}
