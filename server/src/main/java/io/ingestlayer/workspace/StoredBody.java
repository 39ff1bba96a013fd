package io.ingestlayer.workspace;

import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A definition as it is kept: as it was written, with a fingerprint in place of each secret in plain text, by which a
/// change is seen.
final class StoredBody {
  private static final String FINGERPRINT = "$secret_sha256";
  private static final int FINGERPRINT_DIGITS = 32;

  /// Stands where a secret is not known any more; no host can have this name (RFC 2606).
  static final String UNKNOWN_SECRET = "https://unknown-secret.invalid";

  private StoredBody() {}

  /// @param secrets the nodes that are secrets in plain text
  static Value.Obj of(Node.Members definition, List<Node.Scalar> secrets) {
    Set<Node> hidden = Collections.newSetFromMap(new IdentityHashMap<>());
    hidden.addAll(secrets);
    return object(definition, hidden);
  }

  private static Value.Obj object(Node.Members node, Set<Node> hidden) {
    Map<String, Value> members = new LinkedHashMap<>();
    node.members().forEach((name, it) -> members.put(name, value(it.value(), hidden)));
    return Value.Obj.of(members);
  }

  private static Value value(Node node, Set<Node> hidden) {
    return switch (node) {
      case Node.Scalar scalar when hidden.contains(scalar) -> fingerprint(scalar.text());
      case Node.Scalar scalar -> scalar.value();
      case Node.Items items ->
          Value.array(items.elements().stream().map(it -> value(it, hidden)).toList());
      case Node.Members members -> object(members, hidden);
    };
  }

  private static Value fingerprint(String secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      String digits = HexFormat.of().formatHex(hash).substring(0, FINGERPRINT_DIGITS);
      return Value.object().put(FINGERPRINT, digits).build();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /// The definition to be read again, with something in place of each secret that is not known any more.
  ///
  /// @param lost gets the place of each of them, counted in the order they stand
  static Node toNode(Value body, Location at, List<Location> lost) {
    return switch (body) {
      case Value.Obj object when object.get(FINGERPRINT).isPresent() -> {
        lost.add(at);
        yield Node.of(Value.of(UNKNOWN_SECRET), at);
      }
      case Value.Obj object -> {
        LinkedHashMap<String, Node.Member> members = new LinkedHashMap<>();
        object
            .members()
            .forEach(
                (name, it) -> members.put(name, new Node.Member(at, name, toNode(it, at, lost))));
        yield new Node.Members(at, members);
      }
      case Value.Arr array -> {
        List<Node> elements = new ArrayList<>();
        array.elements().forEach(it -> elements.add(toNode(it, at, lost)));
        yield new Node.Items(at, elements);
      }
      case Value.Text text -> Node.of(text, at);
      case Value.Num number -> Node.of(number, at);
      case Value.Bool truth -> Node.of(truth, at);
      case Value.Null none -> Node.of(none, at);
      case Value.Absent none -> Node.of(none, at);
    };
  }
}
