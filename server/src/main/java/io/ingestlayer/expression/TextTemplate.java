package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A text with values in it: `{{ … }}` holds any expression, a bare `$event.path` is replaced too, `\$` and
/// `\{` are the characters themselves. Immutable; any thread may render it.
public final class TextTemplate {
  private final String source;
  private final List<Operand> parts;
  private final Uses uses;

  private TextTemplate(String source, List<Operand> parts, Uses uses) {
    this.source = source;
    this.parts = List.copyOf(parts);
    this.uses = uses;
  }

  /// @throws ExpressionException when an expression in it is none, or it passes a bound
  public static TextTemplate parse(String source) throws ExpressionException {
    Uses uses = new Uses();
    return new TextTemplate(source, new TextParser(source, uses).parts(), uses);
  }

  /// The text for that event: absent and null leave nothing, arrays and objects are JSON. What an event holds
  /// is put in as it is and never read as a template.
  public String render(Scope scope, Notes notes) {
    return render(scope, notes, UnaryOperator.identity());
  }

  /// The text with every value that was put in escaped for where it goes; what the definition wrote is left alone.
  public String render(Scope scope, Notes notes, UnaryOperator<String> escape) {
    StringBuilder text = new StringBuilder();
    for (Operand part : parts) {
      text.append(part(part, scope, notes, escape));
      if (text.length() > Bounds.RESULT_MAX) {
        Texts.tooLong(notes);
        return "";
      }
    }
    return text.toString();
  }

  private static String part(Operand part, Scope scope, Notes notes, UnaryOperator<String> escape) {
    if (part.node() instanceof Node.Literal(Value.Text literal)) {
      return literal.value();
    }
    Value value = part.evaluate(scope, notes);
    if (!value.isPresent()) {
      notes.absent(part, value);
    }
    String plain = Texts.plain(value, notes);
    return plain == null ? "" : escape.apply(plain);
  }

  public String source() {
    return source;
  }

  /// Whether it is the same for every event and at any time.
  public boolean isConstant() {
    return uses.isNothing();
  }

  public Set<String> roots() {
    return uses.roots();
  }

  public Set<String> paths() {
    return uses.paths();
  }

  Uses uses() {
    return uses;
  }

  Node node() {
    if (parts.isEmpty()) {
      return new Node.Literal(new Value.Text(""));
    }
    boolean plain =
        parts.size() == 1 && parts.getFirst().node() instanceof Node.Literal(Value.Text _);
    return plain ? parts.getFirst().node() : (scope, notes) -> new Value.Text(render(scope, notes));
  }

  @Override
  public String toString() {
    return source;
  }
}
