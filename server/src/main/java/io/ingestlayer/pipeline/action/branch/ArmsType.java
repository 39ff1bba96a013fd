package io.ingestlayer.pipeline.action.branch;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Step;
import io.ingestlayer.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arms of a branch: each with `when` or, the last one only, `else: true`.
final class ArmsType implements FieldType<List<Arm>> {
  private static final Field<Expression> WHEN =
      Field.optional(
          "when", FieldTypes.EXPRESSION, "The arm is taken by events for which this is true.");
  private static final Field<Boolean> ELSE =
      Field.optional(
          "else", FieldTypes.BOOLEAN, "true: the arm is taken by what no other arm took.");
  private static final Field<List<Step>> STEPS =
      Field.required("steps", FieldTypes.STEPS, "What is done with the events of this arm.");
  private static final FieldType<List<Config>> ARMS =
      FieldTypes.listOf(FieldTypes.mapping(ConfigSpec.of(WHEN, ELSE, STEPS)));

  @Override
  public String name() {
    return "arms";
  }

  @Override
  public @Nullable List<Arm> read(Node node, ConfigReader reader) {
    int before = reader.errorCount();
    List<Config> arms = ARMS.read(node, reader);
    if (arms == null) {
      return null;
    }
    if (arms.isEmpty()) {
      reader.error(node.at(), "branch_without_arms", "a branch needs at least one arm");
    }
    for (int place = 0; place < arms.size(); place++) {
      check(arms.get(place), place == arms.size() - 1, reader);
    }
    return reader.errorCount() == before
        ? arms.stream().map(it -> new Arm(it.find(WHEN).orElse(null), it.get(STEPS))).toList()
        : null;
  }

  private static void check(Config arm, boolean last, ConfigReader reader) {
    boolean when = arm.find(WHEN).isPresent();
    boolean otherwise = arm.find(ELSE).orElse(false);
    if (when == otherwise) {
      reader.error(
          arm.at(), "invalid_arm", "an arm has either `when:` with a condition or `else: true`");
    } else if (otherwise && !last) {
      reader.error(arm.at(), "else_not_last", "no event gets past `else: true`; put it last");
    }
  }
}
