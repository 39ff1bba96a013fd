package io.ingestlayer.component;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A definition as it stands in its file: values with their places, not yet understood.
public sealed interface Node {

  Location at();

  /// This node as plain JSON, without its places.
  Value toValue();

  /// Nodes from plain JSON, all at one place: for a definition that came through the API or out of the database.
  static Node of(Value value, Location at) {
    return switch (value) {
      case Value.Text text -> new Scalar(at, text.value(), text, true);
      case Value.Num number -> new Scalar(at, number.text(), number, false);
      case Value.Bool truth -> new Scalar(at, Boolean.toString(truth.value()), truth, false);
      case Value.Null none -> new Scalar(at, "null", none, false);
      case Value.Absent none -> new Scalar(at, "null", Value.Null.NULL, false);
      case Value.Arr array ->
          new Items(at, array.elements().stream().map(it -> of(it, at)).toList());
      case Value.Obj object -> {
        SequencedMap<String, Member> members = new LinkedHashMap<>();
        object.members().forEach((name, it) -> members.put(name, new Member(at, name, of(it, at))));
        yield new Members(at, members);
      }
    };
  }

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

    public Optional<Member> find(String name) {
      return Optional.ofNullable(members.get(name));
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
