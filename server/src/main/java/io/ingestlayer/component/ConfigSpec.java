package io.ingestlayer.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of a component's configuration: the form, the validation and the documentation in one.
public record ConfigSpec(List<Field<?>> fields) {

  public ConfigSpec {
    fields = List.copyOf(fields);
  }

  public static ConfigSpec of(Field<?>... fields) {
    return new ConfigSpec(List.of(fields));
  }

  /// Reads the mapping; null after errors were added. An unknown key is an error that names the nearest known one.
  ///
  /// @param at where the component stands, for what is missing
  /// @param members what was configured, without the keys that belong to the definition around it
  public @Nullable Config read(Location at, List<Node.Member> members, ConfigReader reader) {
    int before = reader.errorCount();
    Map<String, Object> values = new LinkedHashMap<>();
    for (Node.Member member : members) {
      Field<?> field = find(member.name());
      if (field == null) {
        reader.unknownKey(member, fields.stream().map(Field::key).toList());
        continue;
      }
      Object value = field.type().read(member.value(), reader);
      if (value != null) {
        values.put(field.key(), value);
      }
    }
    for (Field<?> field : fields) {
      boolean given = members.stream().anyMatch(it -> it.name().equals(field.key()));
      if (field.required() && !given) {
        reader.missingKey(at, field);
      }
    }
    return reader.errorCount() == before ? new Config(values, at) : null;
  }

  private @Nullable Field<?> find(String key) {
    return fields.stream().filter(it -> it.key().equals(key)).findFirst().orElse(null);
  }
}
