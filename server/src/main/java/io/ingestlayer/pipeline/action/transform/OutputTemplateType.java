package io.ingestlayer.pipeline.action.transform;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Node;
import io.ingestlayer.expression.ValueTemplate;
import org.jspecify.annotations.Nullable;

/// The template of an output, also as the only member `template` of a mapping.
final class OutputTemplateType implements FieldType<ValueTemplate> {

  @Override
  public String name() {
    return "template";
  }

  @Override
  public @Nullable ValueTemplate read(Node node, ConfigReader reader) {
    if (node instanceof Node.Members members && members.members().size() == 1) {
      Node.Member only = members.members().firstEntry().getValue();
      boolean hosted = only.name().equals("template");
      return FieldTypes.VALUE_TEMPLATE.read(hosted ? only.value() : node, reader);
    }
    return FieldTypes.VALUE_TEMPLATE.read(node, reader);
  }
}
