package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Arrays and objects made by an expression. What is absent becomes null in them.
final class Construct {
  private Construct() {}

  static Node array(List<Node> elements) {
    if (!areLiteral(elements)) {
      return new Elements(elements);
    }
    List<Value> values = new ArrayList<>();
    elements.forEach(element -> values.add(literal(element)));
    return new Node.Literal(new Value.Arr(values));
  }

  static Node object(SequencedMap<String, Node> members) {
    if (!areLiteral(members.values())) {
      return new Members(new LinkedHashMap<>(members));
    }
    Value.ObjBuilder values = Value.object();
    members.forEach((name, member) -> values.put(name, literal(member)));
    return new Node.Literal(values.build());
  }

  private record Elements(List<Node> elements) implements Node {
    Elements {
      elements = List.copyOf(elements);
    }

    @Override
    public Value evaluate(Scope scope, Notes notes) {
      List<Value> values = new ArrayList<>(elements.size());
      for (Node element : elements) {
        values.add(orNull(element.evaluate(scope, notes)));
      }
      return new Value.Arr(values);
    }
  }

  private record Members(Map<String, Node> members) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      Value.ObjBuilder values = Value.object();
      members.forEach((name, member) -> values.put(name, orNull(member.evaluate(scope, notes))));
      return values.build();
    }
  }

  private static boolean areLiteral(Collection<Node> nodes) {
    return nodes.stream().allMatch(node -> node instanceof Node.Literal);
  }

  private static Value literal(Node node) {
    return node instanceof Node.Literal(Value value) ? orNull(value) : Value.Null.NULL;
  }

  private static Value orNull(Value value) {
    return value == Value.Absent.ABSENT ? Value.Null.NULL : value;
  }
}
