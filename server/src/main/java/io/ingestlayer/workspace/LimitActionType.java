package io.ingestlayer.workspace;

import static io.ingestlayer.component.FieldTypes.choice;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;
import io.ingestlayer.limit.LimitAction;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to what is over a limit.
record LimitActionType() implements FieldType<LimitAction> {
  static final LimitActionType ACTION = new LimitActionType();

  private static final List<String> LATER = List.of("delay", "truncate", "dead_letter");

  @Override
  public String name() {
    return "record or drop";
  }

  @Override
  public @Nullable LimitAction read(Node node, ConfigReader reader) {
    if (node instanceof Node.Scalar scalar && LATER.contains(scalar.text())) {
      reader.error(
          node.at(),
          "not_supported",
          "this version does not know the action " + scalar.text() + " yet; write " + name());
      return null;
    }
    List<LimitAction> all = List.of(LimitAction.values());
    String word =
        choice(all.stream().map(LimitAction::word).toArray(String[]::new)).read(node, reader);
    return Arrays.stream(LimitAction.values())
        .filter(it -> it.word().equals(word))
        .findFirst()
        .orElse(null);
  }
}
