package io.ingestlayer.event;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// What the sender said: a JSON object, kept as the text that was sent and read as a tree when somebody looks.
public final class Payload {
  private final String text;
  private Value.@Nullable Obj tree;

  private Payload(String text, Value.@Nullable Obj tree) {
    this.text = requireNonNull(text);
    this.tree = tree;
  }

  /// A payload from stored text, which the gate has checked.
  public static Payload ofText(String text) {
    return new Payload(text, null);
  }

  /// A payload whose tree is already at hand.
  public static Payload of(String text, Value.Obj tree) {
    return new Payload(text, requireNonNull(tree));
  }

  public static Payload of(Value.Obj tree) {
    return new Payload(Json.write(tree), tree);
  }

  /// The sender's own text, digit for digit.
  public String text() {
    return text;
  }

  public Value.Obj tree() {
    Value.Obj known = tree;
    if (known == null) {
      known = Json.parseObject(text);
      tree = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "payload of " + text.length() + " characters";
  }
}
