package io.ingestlayer.expression;

import io.ingestlayer.event.Value;

/// What a value is, in words.
final class Kinds {
  private Kinds() {}

  static String name(Value value) {
    return switch (value) {
      case Value.Absent _ -> "absent";
      case Value.Null _ -> "null";
      case Value.Bool _ -> "a boolean";
      case Value.Num _ -> "a number";
      case Value.Text _ -> "a string";
      case Value.Arr _ -> "an array";
      case Value.Obj _ -> "an object";
    };
  }
}
