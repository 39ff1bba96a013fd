package io.ingestlayer.event;

import static java.util.Objects.requireNonNull;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// What the sender said: a JSON object, kept as the text that was sent and read as a tree when somebody looks.
///
/// The tree may be thirty times its text: `[{"":0},{"":0},…]`. Events wait by their text's length, so nobody keeps a tree
/// but those who look at it now; for the next one it is there until memory is tidied up, and then read again.
public final class Payload {
  private final String text;
  private @Nullable WeakReference<Value.Obj> tree;

  private Payload(String text, Value.@Nullable Obj tree) {
    this.text = requireNonNull(text);
    this.tree = tree == null ? null : new WeakReference<>(tree);
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
    WeakReference<Value.Obj> kept = tree;
    Value.Obj known = kept == null ? null : kept.get();
    if (known == null) {
      known = Json.parseObject(text);
      tree = new WeakReference<>(known);
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
