package io.ingestlayer.expression;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Strings no longer than a result may be, and values as text.
final class Texts {
  private Texts() {}

  static Value join(String a, String b, Notes notes) {
    if (a.length() + (long) b.length() > Bounds.RESULT_MAX) {
      return tooLong(notes);
    }
    return new Value.Text(a.concat(b));
  }

  /// The text as a value, or absent when it is too long.
  static Value of(String text, Notes notes) {
    return text.length() > Bounds.RESULT_MAX ? tooLong(notes) : new Value.Text(text);
  }

  /// What stands in a text where the value is: nothing for absent and null, arrays and objects as JSON. Null
  /// when that is too long.
  static @Nullable String plain(Value value, Notes notes) {
    return switch (value) {
      case Value.Absent _, Value.Null _ -> "";
      case Value.Bool bool -> bool.value() ? "true" : "false";
      case Value.Num number -> number.text();
      case Value.Text text -> text.value();
      case Value.Arr array -> json(array, notes);
      case Value.Obj object -> json(object, notes);
    };
  }

  static @Nullable String json(Value value, Notes notes) {
    Optional<String> text = Json.writeWithin(Bounds.RESULT_MAX, value);
    if (text.isEmpty()) {
      tooLong(notes);
    }
    return text.orElse(null);
  }

  static Value tooLong(Notes notes) {
    notes.remark("a result of more than " + Bounds.RESULT_MAX + " characters is left out");
    return Value.Absent.ABSENT;
  }
}
