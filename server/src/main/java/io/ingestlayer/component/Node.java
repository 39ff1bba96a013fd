package io.ingestlayer.component;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A definition as it stands in its file: values with their places, not yet understood.
public sealed interface Node {

  Location at();

  /// This node as plain JSON, without its places.
  Value toValue();

  /// A single value: text, number, boolean or null as YAML 1.2 types it.
  ///
  /// @param text what was written, without its quotes
  /// @param quoted whether it stood in quotes or was a block, and so is text whatever it looks like
  record Scalar(Location at, String text, Value value, boolean quoted) implements Node {
    public Scalar {
      requireNonNull(at);
      requireNonNull(text);
      requireNonNull(value);
    }

    @Override
    public Value toValue() {
      return value;
    }
  }

  /// A sequence.
  record Items(Location at, List<Node> elements) implements Node {
    public Items {
      requireNonNull(at);
      elements = List.copyOf(elements);
    }

    @Override
    public Value toValue() {
      return Value.array(elements.stream().map(Node::toValue).toList());
    }
  }

  /// A mapping, in the order of the file.
  record Members(Location at, SequencedMap<String, Member> members) implements Node {
    public Members {
      requireNonNull(at);
      members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
    }

    @Override
    public Value toValue() {
      Value.ObjBuilder object = Value.object();
      new ArrayList<>(members.values()).forEach(it -> object.put(it.name(), it.value().toValue()));
      return object.build();
    }
  }

  /// One member of a mapping.
  record Member(Location at, String name, Node value) {
    public Member {
      requireNonNull(at);
      requireNonNull(name);
      requireNonNull(value);
    }
  }
}
