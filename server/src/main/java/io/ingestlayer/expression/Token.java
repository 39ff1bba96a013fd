package io.ingestlayer.expression;

/// A word of an expression.
///
/// @param text the name without its `$`, the string without its quotes, else as it is written
/// @param end the position after its last character
record Token(Kind kind, String text, int start, int end) {
  enum Kind {
    END,
    NUMBER,
    STRING,
    NAME,
    ROOT,
    SYMBOL
  }

  boolean is(String word) {
    return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(word);
  }
}
