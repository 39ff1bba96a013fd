package io.ingestlayer.workspace;

import static io.ingestlayer.component.FieldTypes.EXPRESSION;
import static io.ingestlayer.component.FieldTypes.listOf;
import static io.ingestlayer.component.FieldTypes.mapOf;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRule.Dimension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Named values: a mapping of names to expressions, or a list of expressions that name themselves.
///
/// @param mapping whether it must be the mapping
record DimensionsType(boolean mapping) implements FieldType<List<Dimension>> {
  static final DimensionsType KEY = new DimensionsType(false);
  static final DimensionsType CONTEXT = new DimensionsType(true);

  @Override
  public String name() {
    return mapping ? "mapping of expressions" : "list or mapping of expressions";
  }

  @Override
  public @Nullable List<Dimension> read(Node node, ConfigReader reader) {
    List<Dimension> read =
        mapping || node instanceof Node.Members ? named(node, reader) : unnamed(node, reader);
    if (read != null && read.size() > LimitRule.DIMENSIONS_MAX) {
      reader.error(
          node.at(), "too_many", "more than " + LimitRule.DIMENSIONS_MAX + " in key and context");
      return null;
    }
    return read;
  }

  private static @Nullable List<Dimension> named(Node node, ConfigReader reader) {
    int before = reader.errorCount();
    SequencedMap<String, Expression> values = mapOf(EXPRESSION).read(node, reader);
    if (node instanceof Node.Members members) {
      for (Node.Member member : members.members().values()) {
        if (!NameType.DIMENSION.pattern().matcher(member.name()).matches()) {
          reader.error(
              member.at(),
              "invalid_name",
              NameType.DIMENSION.name() + " is " + NameType.DIMENSION.form());
        }
      }
    }
    if (values == null || reader.errorCount() != before) {
      return null;
    }
    return values.entrySet().stream().map(it -> new Dimension(it.getKey(), it.getValue())).toList();
  }

  private static @Nullable List<Dimension> unnamed(Node node, ConfigReader reader) {
    List<Expression> values = listOf(EXPRESSION).read(node, reader);
    if (values == null) {
      return null;
    }
    List<String> names = DimensionNames.of(values);
    if (new HashSet<>(names).size() < names.size()) {
      reader.error(
          node.at(),
          "duplicate_name",
          "two parts of the key have the same name; remove one, or give them names: { name: $event.name }");
      return null;
    }
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      dimensions.add(new Dimension(names.get(i), values.get(i)));
    }
    return dimensions;
  }
}
