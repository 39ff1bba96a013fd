package io.ingestlayer.component;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The fields of a component's configuration: the form, the validation and the documentation in one.
///
/// @param whole whether the configuration is not a mapping of fields but the value of its only one, as in `set: {…}` and
///     `branch: […]`
/// @param rules what must hold between fields; looked at once each field is right by itself
public record ConfigSpec(List<Field<?>> fields, boolean whole, List<Rule> rules) {

  /// Something that must hold between fields, such as that exactly one of two is given.
  public interface Rule {
    /// Adds an error for what does not hold.
    void check(Config config, ConfigReader reader);
  }

  public ConfigSpec {
    fields = List.copyOf(fields);
    rules = List.copyOf(rules);
    if (whole && fields.size() != 1) {
      throw new IllegalArgumentException("a configuration that is one value has one field");
    }
  }

  public static ConfigSpec of(Field<?>... fields) {
    return new ConfigSpec(List.of(fields), false, List.of());
  }

  public ConfigSpec with(Rule rule) {
    return new ConfigSpec(fields, whole, Stream.concat(rules.stream(), Stream.of(rule)).toList());
  }

  /// A configuration that is the value of this field, whatever shape it has: `set: { severity: blocked }`.
  public static ConfigSpec whole(Field<?> field) {
    return new ConfigSpec(List.of(field), true, List.of());
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
      case Node.Scalar scalar -> reader.wrongShape(scalar, "a mapping with " + keys());
      case Node.Items items -> reader.wrongShape(items, "a mapping with " + keys());
    };
  }

  private @Nullable Config readWhole(Node node, ConfigReader reader) {
    Field<?> field = fields.getFirst();
    int before = reader.errorCount();
    Object value = field.type().read(node, reader);
    return value == null || reader.errorCount() != before
        ? null
        : checked(new Config(Map.of(field.key(), value), node.at()), reader);
  }

  /// Reads the mapping; null after errors were added. An unknown key is an error that names the nearest known one.
  ///
  /// @param at where the component stands, for what is missing
  /// @param members what was configured, without the keys that belong to the definition around it
  public @Nullable Config read(Location at, List<Node.Member> members, ConfigReader reader) {
    int before = reader.errorCount();
    List<String> known = fields.stream().map(Field::key).toList();
    Set<@Nullable String> meant = new HashSet<>();
    Map<String, Object> values = new LinkedHashMap<>();
    for (Node.Member member : members) {
      Field<?> field = find(member.name());
      if (field == null) {
        reader.unknownKey(member, known);
        meant.add(ConfigReader.nearest(member.name(), known));
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
      // A misspelt key was suggested its right name already.
      if (field.required() && !given && !meant.contains(field.key())) {
        reader.missingKey(at, field);
      }
    }
    return reader.errorCount() == before ? checked(new Config(values, at), reader) : null;
  }

  private @Nullable Config checked(Config config, ConfigReader reader) {
    int before = reader.errorCount();
    rules.forEach(rule -> rule.check(config, reader));
    return reader.errorCount() == before ? config : null;
  }

  private @Nullable Field<?> find(String key) {
    return fields.stream().filter(it -> it.key().equals(key)).findFirst().orElse(null);
  }

  private String keys() {
    return String.join(", ", fields.stream().map(Field::key).toList());
  }
}
