package io.ingestlayer.expression;

import com.google.re2j.PatternSyntaxException;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads an expression by recursive descent, one method for each strength of binding, loosest first. What
/// the operators stand between is [OperandParser]'s.
final class Parser {
  private final Tokens tokens;
  private final OperandParser operands;

  Parser(Tokens tokens, Uses uses) {
    this.tokens = tokens;
    this.operands = new OperandParser(tokens, this, uses);
  }

  /// The expression that the whole source is.
  static Operand parse(String source, Uses uses) {
    if (source.length() > Bounds.SOURCE_MAX) {
      String problem = "an expression has at most " + Bounds.SOURCE_MAX + " characters";
      throw new ExpressionException(source, Bounds.SOURCE_MAX, problem, null);
    }
    Tokens tokens = new Tokens(source, 0);
    Operand expression = new Parser(tokens, uses).expression();
    tokens.expectEnd();
    return expression;
  }

  /// `c ? a : b`, and everything that binds more tightly.
  Operand expression() {
    int start = tokens.start();
    Operand condition = or();
    if (!tokens.accept("?")) {
      return condition;
    }
    Operand yes = tokens.nested(this::expression);
    tokens.expect(":");
    Operand no = tokens.nested(this::expression);
    return tokens.operand(start, new Logic.Choice(condition, yes, no));
  }

  private Operand or() {
    int start = tokens.start();
    List<Operand> row = new ArrayList<>(List.of(and()));
    while (tokens.accept("or") || tokens.accept("||")) {
      row.add(and());
    }
    return row.size() == 1 ? row.getFirst() : tokens.operand(start, new Logic.Or(row));
  }

  private Operand and() {
    int start = tokens.start();
    List<Operand> row = new ArrayList<>(List.of(not()));
    while (tokens.accept("and") || tokens.accept("&&")) {
      row.add(not());
    }
    return row.size() == 1 ? row.getFirst() : tokens.operand(start, new Logic.And(row));
  }

  private Operand not() {
    int start = tokens.start();
    if (!tokens.accept("not") && !tokens.accept("!")) {
      return comparison();
    }
    return tokens.operand(start, new Logic.Not(tokens.nested(this::not)));
  }

  private Operand comparison() {
    int start = tokens.start();
    Operand left = coalesce();
    Operator operator = operator();
    if (operator == null) {
      return left;
    }
    int rightStart = tokens.start();
    Operand right = coalesce();
    int after = tokens.start();
    if (operator() != null) {
      throw tokens.refuse(after, "comparisons do not chain", "`a < b and b < c`");
    }
    try {
      return tokens.operand(start, operator.compare(left, right, false));
    } catch (PatternSyntaxException e) {
      throw tokens.refuse(
          rightStart, "`matches` cannot take this pattern: " + e.getDescription(), null);
    }
  }

  private @Nullable Operator operator() {
    Token word = tokens.peek();
    if (tokens.accept("not")) {
      if (tokens.accept("in")) {
        return Operator.NOT_IN;
      }
      String other = tokens.peek().text();
      throw tokens.refuse(
          word.start(), "only `in` can follow `not` here", "`not (a " + other + " b)`");
    }
    boolean canBe = word.kind() == Token.Kind.SYMBOL || word.kind() == Token.Kind.NAME;
    Operator operator = canBe ? Operator.written(word.text()) : null;
    if (operator != null) {
      tokens.take();
    }
    return operator;
  }

  private Operand coalesce() {
    int start = tokens.start();
    List<Operand> row = new ArrayList<>(List.of(sum()));
    while (tokens.accept("??")) {
      row.add(sum());
    }
    return row.size() == 1 ? row.getFirst() : tokens.operand(start, new Logic.Coalesce(row));
  }

  private Operand sum() {
    return terms(this::product, Arithmetic.Operator.PLUS, Arithmetic.Operator.MINUS);
  }

  private Operand product() {
    return terms(
        this::unary,
        Arithmetic.Operator.TIMES,
        Arithmetic.Operator.DIVIDED_BY,
        Arithmetic.Operator.MODULO);
  }

  private Operand terms(Supplier<Operand> tighter, Arithmetic.Operator... operators) {
    int start = tokens.start();
    Operand first = tighter.get();
    List<Arithmetic.Term> terms = new ArrayList<>();
    Arithmetic.Operator next = accept(operators);
    while (next != null) {
      terms.add(new Arithmetic.Term(next, tighter.get()));
      next = accept(operators);
    }
    return terms.isEmpty() ? first : tokens.operand(start, new Arithmetic(first, terms));
  }

  private Arithmetic.@Nullable Operator accept(Arithmetic.Operator... operators) {
    for (Arithmetic.Operator operator : operators) {
      if (tokens.accept(operator.symbol())) {
        return operator;
      }
    }
    return null;
  }

  private Operand unary() {
    int start = tokens.start();
    if (!tokens.accept("-")) {
      return operands.path();
    }
    Operand operand = tokens.nested(this::unary);
    Node negated =
        operand.node() instanceof Node.Literal(Value.Num number)
            ? new Node.Literal(Value.Num.of(number.decimal().negate()))
            : new Arithmetic.Negation(operand);
    return tokens.operand(start, negated);
  }
}
