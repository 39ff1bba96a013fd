package io.ingestlayer.schema;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;

/// What a declared field may hold.
public enum FieldKind {
  STRING("string"),
  INTEGER("integer"),
  NUMBER("number"),
  BOOLEAN("boolean"),
  OBJECT("object"),
  ARRAY("array"),
  ANY("value");

  private final String word;

  FieldKind(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  boolean takes(Value value) {
    return switch (this) {
      case STRING -> value instanceof Value.Text;
      case INTEGER -> value instanceof Value.Num number && isWhole(number);
      case NUMBER -> value instanceof Value.Num;
      case BOOLEAN -> value instanceof Value.Bool;
      case OBJECT -> value instanceof Value.Obj;
      case ARRAY -> value instanceof Value.Arr;
      case ANY -> true;
    };
  }

  /// As JSON Schema says: `5.0` and `5e3` are integers.
  private static boolean isWhole(Value.Num number) {
    String text = number.text();
    boolean plain = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    if (plain) {
      return true;
    }
    BigDecimal decimal = number.decimal();
    return decimal.stripTrailingZeros().scale() <= 0;
  }

  /// The JSON type of a value, with its article, for messages.
  static String describe(Value value) {
    return switch (value) {
      case Value.Text text -> "a string";
      case Value.Num number -> "a number";
      case Value.Bool truth -> "a boolean";
      case Value.Obj object -> "an object";
      case Value.Arr array -> "an array";
      case Value.Null none -> "null";
      case Value.Absent none -> "nothing";
    };
  }
}
