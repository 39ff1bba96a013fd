package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Reads what stands between operators: paths, literals, arrays, objects, calls and parentheses.
final class OperandParser {
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "and", "or", "not", "in", "contains", "matches");

  private static final Map<String, String> NULLS =
      Map.of("nil", "`null`", "none", "`null`", "undefined", "`null`");

  private final Tokens tokens;
  private final Parser parser;
  private final Uses uses;

  OperandParser(Tokens tokens, Parser parser, Uses uses) {
    this.tokens = tokens;
    this.parser = parser;
    this.uses = uses;
  }

  /// Something, and the steps from there: `$event.items[0].sku`.
  Operand path() {
    Token first = tokens.peek();
    Operand operand = primary();
    Uses.Trail trail = new Uses.Trail(first.text());
    Node node = operand.node();
    for (int steps = 0; tokens.peek().is(".") || tokens.peek().is("["); steps++) {
      if (steps == Bounds.DEPTH_MAX) {
        String problem = "a path has at most " + Bounds.DEPTH_MAX + " steps";
        throw tokens.refuse(tokens.start(), problem, null);
      }
      if (tokens.accept(".")) {
        String name = memberName();
        node = Path.member(node, name);
        trail.member(name);
      } else {
        Operand key = bracketed();
        node = Path.key(node, key);
        trail.key(key);
      }
    }
    if (first.kind() == Token.Kind.ROOT) {
      uses.add(first.text(), trail);
    }
    return tokens.operand(first.start(), node);
  }

  private String memberName() {
    Token name = tokens.peek();
    if (name.kind() != Token.Kind.NAME) {
      String suggestion =
          name.kind() == Token.Kind.NUMBER ? "`[" + name.text() + "]`" : "`[\"…\"]`";
      throw tokens.refuse(name.start(), "a name should follow the dot", suggestion);
    }
    return tokens.take().text();
  }

  private Operand bracketed() {
    tokens.expect("[");
    Operand key = tokens.nested(parser::expression);
    tokens.expect("]");
    return key;
  }

  private Operand primary() {
    Token first = tokens.peek();
    return switch (first.kind()) {
      case NUMBER -> literal(number(tokens.take().text()));
      case STRING -> literal(new Value.Text(tokens.take().text()));
      case ROOT -> root();
      case NAME -> word();
      case SYMBOL -> symbol(first);
      case END -> throw tokens.refuse(first.start(), "a value is missing", null);
    };
  }

  private static Operand literal(Value value) {
    return Operand.literal(value, "");
  }

  /// A number that is only passed on keeps its text, so it must be one that JSON has.
  private static Value number(String text) {
    return Value.Num.ofText(text);
  }

  private Operand root() {
    Token root = tokens.peek();
    if (!Scope.ROOTS.contains(root.text())) {
      String nearest = Nearest.to(root.text(), Scope.ROOTS).orElse(null);
      throw tokens.refuse(
          root.start(),
          "there is no `$" + root.text() + "`",
          nearest == null ? "`$event." + root.text() + "`" : "`$" + nearest + "`");
    }
    tokens.take();
    return new Operand(new Path.Root(root.text()), "");
  }

  private Operand word() {
    Token word = tokens.take();
    if (tokens.peek().is("(")) {
      return call(word);
    }
    return switch (word.text()) {
      case "true" -> literal(Value.Bool.TRUE);
      case "false" -> literal(Value.Bool.FALSE);
      case "null" -> literal(Value.Null.NULL);
      default -> throw unknown(word);
    };
  }

  private ExpressionException unknown(Token word) {
    String lower = word.text().toLowerCase(Locale.ROOT);
    String suggestion = NULLS.get(lower);
    if (suggestion == null && WORDS.contains(lower) && !WORDS.contains(word.text())) {
      suggestion = "`" + lower + "`";
    } else if (suggestion == null && Scope.ROOTS.contains(lower)) {
      suggestion = "`$" + lower + "`";
    } else if (suggestion == null && Functions.named(lower) != null) {
      suggestion = "`" + lower + "(…)`";
    } else if (suggestion == null && WORDS.contains(lower)) {
      return tokens.refuse(word.start(), "a value is missing before `" + lower + "`", null);
    } else if (suggestion == null) {
      suggestion =
          "`\"" + word.text() + "\"` for the text, `$event." + word.text() + "` for the field";
    }
    return tokens.refuse(word.start(), "`" + word.text() + "` means nothing by itself", suggestion);
  }

  private Operand symbol(Token symbol) {
    int start = symbol.start();
    return switch (symbol.text()) {
      case "(" -> {
        tokens.take();
        Operand inner = tokens.nested(parser::expression);
        tokens.expect(")");
        yield inner;
      }
      case "[" -> array();
      case "{" -> object();
      case "!" -> throw tokens.refuse(start, "`!` binds looser than this", "parentheses around it");
      default ->
          throw tokens.refuse(start, "a value is missing before `" + symbol.text() + "`", null);
    };
  }

  private Operand array() {
    tokens.expect("[");
    List<Node> elements = new ArrayList<>();
    while (!tokens.accept("]")) {
      elements.add(tokens.nested(parser::expression).node());
      separator("]");
    }
    return new Operand(Construct.array(elements), "");
  }

  private Operand object() {
    tokens.expect("{");
    SequencedMap<String, Node> members = new LinkedHashMap<>();
    while (!tokens.accept("}")) {
      Token key = tokens.peek();
      if (key.kind() != Token.Kind.NAME && key.kind() != Token.Kind.STRING) {
        throw tokens.refuse(key.start(), "a name should stand here", "`{ name: value }`");
      }
      tokens.take();
      if (!tokens.peek().is(":")) {
        throw tokens.refuse(
            tokens.start(), "`:` should follow the name", "a name like `\"a-b\"` in quotes");
      }
      tokens.take();
      if (members.put(key.text(), tokens.nested(parser::expression).node()) != null) {
        throw tokens.refuse(key.start(), "`" + key.text() + "` stands here twice", null);
      }
      separator("}");
    }
    return new Operand(Construct.object(members), "");
  }

  /// A comma between two, allowed after the last.
  private void separator(String close) {
    if (!tokens.accept(",") && !tokens.peek().is(close)) {
      throw tokens.unexpected("`,` or `" + close + "` should come here");
    }
  }

  private Operand call(Token name) {
    Function function = Functions.named(name.text());
    if (function == null) {
      String nearest = Nearest.to(name.text(), Functions.names()).orElse(null);
      throw tokens.refuse(
          name.start(),
          "there is no function `" + name.text() + "`",
          nearest == null ? null : "`" + nearest + "(…)`");
    }
    tokens.expect("(");
    List<Operand> given = new ArrayList<>();
    while (!tokens.accept(")")) {
      given.add(tokens.nested(parser::expression));
      separator(")");
    }
    check(function, name, given);
    if (function.name().equals("now")) {
      uses.now();
    }
    return new Operand(
        function.name().equals("default") ? new Logic.Coalesce(given) : new Call(function, given),
        "");
  }

  private void check(Function function, Token name, List<Operand> given) {
    if (given.size() < function.least() || given.size() > function.most()) {
      throw tokens.refuse(
          name.start(),
          "`" + function.name() + "` is not called with " + given.size() + " values",
          "`" + function.signature() + "`");
    }
    List<Value> literals =
        given.stream()
            .map(operand ->
                operand.node() instanceof Node.Literal(Value v) ? v : Value.Absent.ABSENT)
            .toList();
    String problem = function.check().problem(literals);
    if (problem != null) {
      throw tokens.refuse(name.start(), problem, null);
    }
  }
}
