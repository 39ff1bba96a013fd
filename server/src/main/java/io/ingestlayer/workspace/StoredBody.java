package io.ingestlayer.workspace;

import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A definition as it is kept: as it was written, with a mark in place of each secret in plain text, by which a change is
/// seen and the secret is found again.
final class StoredBody {
  private static final String MARK = "$secret";
  private static final String NAMED = "secret";

  /// Stands where a secret is not known any more; no host can have this name (RFC 2606).
  static final String UNKNOWN_SECRET = "https://unknown-secret.invalid";

  private StoredBody() {}

  /// @param secrets the nodes that are secrets in plain text
  /// @param marks the mark of such a text
  static Value.Obj of(
      Node.Members definition, List<Node.Scalar> secrets, UnaryOperator<String> marks) {
    Set<Node> hidden = Collections.newSetFromMap(new IdentityHashMap<>());
    hidden.addAll(secrets);
    return object(definition, hidden, marks);
  }

  private static Value.Obj object(
      Node.Members node, Set<Node> hidden, UnaryOperator<String> marks) {
    Map<String, Value> members = new LinkedHashMap<>();
    node.members().forEach((name, it) -> members.put(name, value(it.value(), hidden, marks)));
    return Value.Obj.of(members);
  }

  private static Value value(Node node, Set<Node> hidden, UnaryOperator<String> marks) {
    return switch (node) {
      case Node.Scalar scalar when hidden.contains(scalar) ->
          Value.object().put(MARK, marks.apply(scalar.text())).build();
      case Node.Scalar scalar -> scalar.value();
      case Node.Items items ->
          Value.array(items.elements().stream().map(it -> value(it, hidden, marks)).toList());
      case Node.Members members -> object(members, hidden, marks);
    };
  }

  /// What finds the text of a mark, or null.
  interface Marked {
    @Nullable String text(String mark);
  }

  /// The definition to be read again, with something in place of each secret that is not known any more.
  ///
  /// @param lost gets the place of each of them, counted in the order they stand
  static Node toNode(Value body, Location at, Marked marked, List<Location> lost) {
    return switch (body) {
      case Value.Obj object when object.get(MARK) instanceof Value.Text(String mark) -> {
        String text = marked.text(mark);
        if (text == null) {
          lost.add(at);
        }
        yield Node.of(Value.of(text == null ? UNKNOWN_SECRET : text), at);
      }
      case Value.Obj object -> {
        LinkedHashMap<String, Node.Member> members = new LinkedHashMap<>();
        object
            .members()
            .forEach((name, it) ->
                members.put(name, new Node.Member(at, name, toNode(it, at, marked, lost))));
        yield new Node.Members(at, members);
      }
      case Value.Arr array -> {
        List<Node> elements = new ArrayList<>();
        array.elements().forEach(it -> elements.add(toNode(it, at, marked, lost)));
        yield new Node.Items(at, elements);
      }
      case Value.Text text -> Node.of(text, at);
      case Value.Num number -> Node.of(number, at);
      case Value.Bool truth -> Node.of(truth, at);
      case Value.Null none -> Node.of(none, at);
      case Value.Absent none -> Node.of(none, at);
    };
  }

  /// The names of the server's secrets that it refers to.
  static SortedSet<String> secretNames(Value body) {
    SortedSet<String> names = new TreeSet<>();
    collectNames(body, names);
    return names;
  }

  private static void collectNames(Value body, Set<String> names) {
    switch (body) {
      case Value.Obj object
          when object.members().size() == 1
              && object.get(NAMED) instanceof Value.Text(String name) ->
          names.add(name);
      case Value.Obj object -> object.members().values().forEach(it -> collectNames(it, names));
      case Value.Arr array -> array.elements().forEach(it -> collectNames(it, names));
      case Value.Text _, Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ -> {}
    }
  }
}
