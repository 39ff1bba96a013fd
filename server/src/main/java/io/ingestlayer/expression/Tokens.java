package io.ingestlayer.expression;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The words of an expression as the parser goes over them, and how deep it is.
final class Tokens {
  private final String source;
  private final Lexer lexer;
  private Token token;
  private int end;
  private int depth;

  Tokens(String source, int from) {
    this.source = source;
    this.lexer = new Lexer(source, from);
    this.token = lexer.next();
    this.end = from;
  }

  /// The word that comes next.
  Token peek() {
    return token;
  }

  /// Where the next word begins.
  int start() {
    return token.start();
  }

  /// Where the last word that was taken ends.
  int end() {
    return end;
  }

  Token take() {
    Token taken = token;
    end = taken.end();
    token = lexer.next();
    return taken;
  }

  /// Takes the next word when it is that one.
  boolean accept(String word) {
    if (!token.is(word)) {
      return false;
    }
    take();
    return true;
  }

  void expect(String word) {
    if (!accept(word)) {
      throw unexpected("`" + word + "` should come here");
    }
  }

  /// Takes `}}`, which ends an expression inside a text: nothing after it is looked at.
  void expectClosingBraces() {
    int first = token.start();
    if (!token.is("}") || !source.startsWith("}}", first)) {
      throw unexpected("`}}` should come here");
    }
    end = first + 2;
  }

  void expectEnd() {
    if (token.kind() != Token.Kind.END) {
      throw refuse(
          token.start(),
          "the expression should end here",
          "an operator before it, or `{{ … }}` around the expression in a text");
    }
  }

  /// Goes one level deeper for something inside of something.
  Operand nested(Supplier<Operand> inner) {
    if (++depth > Bounds.DEPTH_MAX) {
      throw refuse(token.start(), "more than " + Bounds.DEPTH_MAX + " levels deep", null);
    }
    Operand operand = inner.get();
    depth--;
    return operand;
  }

  /// The node with its text, from that position to the last word taken.
  Operand operand(int from, Node node) {
    return new Operand(node, source.substring(from, Math.max(from, end)).strip());
  }

  ExpressionException unexpected(String expected) {
    return refuse(token.start(), expected, null);
  }

  ExpressionException refuse(int position, String problem, @Nullable String suggestion) {
    return new ExpressionException(source, position, problem, suggestion);
  }
}
