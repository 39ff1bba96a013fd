package io.ingestlayer.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of a component's configuration: the form, the validation and the documentation in one.
///
/// @param whole whether the configuration is not a mapping of fields but the value of its only one, as in `set: {…}` and
///     `branch: […]`
public record ConfigSpec(List<Field<?>> fields, boolean whole) {

  public ConfigSpec {
    fields = List.copyOf(fields);
    if (whole && fields.size() != 1) {
      throw new IllegalArgumentException("a configuration that is one value has one field");
    }
  }

  public static ConfigSpec of(Field<?>... fields) {
    return new ConfigSpec(List.of(fields), false);
  }

  /// A configuration that is the value of this field, whatever shape it has: `set: { severity: blocked }`.
  public static ConfigSpec whole(Field<?> field) {
    return new ConfigSpec(List.of(field), true);
  }

  /// Reads what stands behind the component's name; null after errors were added. Nothing at all is an empty mapping.
  public @Nullable Config read(Node node, ConfigReader reader) {
    if (whole) {
      return readWhole(node, reader);
    }
    return switch (node) {
      case Node.Members members ->
          read(members.at(), List.copyOf(members.members().values()), reader);
      case Node.Scalar scalar when !scalar.value().isPresent() ->
          read(scalar.at(), List.of(), reader);
      case Node.Scalar scalar -> reader.wrongType(scalar, "a mapping with " + keys());
      case Node.Items items -> reader.wrongType(items, "a mapping with " + keys());
    };
  }

  private @Nullable Config readWhole(Node node, ConfigReader reader) {
    Field<?> field = fields.getFirst();
    int before = reader.errorCount();
    Object value = field.type().read(node, reader);
    return value == null || reader.errorCount() != before
        ? null
        : new Config(Map.of(field.key(), value), node.at());
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
      Object value =
          reader.within("." + member.name(), () -> field.type().read(member.value(), reader));
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

  private String keys() {
    return String.join(", ", fields.stream().map(Field::key).toList());
  }
}
