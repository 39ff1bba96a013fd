package io.ingestlayer.workspace;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;

/// Whatever stands there, to be read on its own.
record RawType() implements FieldType<Node> {
  static final RawType RAW = new RawType();

  @Override
  public String name() {
    return "value";
  }

  @Override
  public Node read(Node node, ConfigReader reader) {
    return node;
  }
}
