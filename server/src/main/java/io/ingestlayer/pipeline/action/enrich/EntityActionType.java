package io.ingestlayer.pipeline.action.enrich;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Step;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.ActionContext;
import io.ingestlayer.pipeline.ActionType;

/// Adds what is known of whom an event is about.
public final class EntityActionType implements ActionType {
  private static final Field<String> KIND =
      Field.required(
          "kind", FieldTypes.text(64), "The kind of entity, such as customer; $entity.<kind>.");
  private static final Field<Expression> KEY =
      Field.required(
          "key",
          FieldTypes.EXPRESSION,
          "The entity's external id: an expression such as $event.customer_id.");

  @Override
  public String key() {
    return "enrich.entity";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(KIND, KEY);
  }

  @Override
  public Action open(Step step, ActionContext context) {
    return new EntityAction(step.config().get(KIND), step.config().get(KEY), context.entities());
  }
}
