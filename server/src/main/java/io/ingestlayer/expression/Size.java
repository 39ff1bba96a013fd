package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.Map;

/// Measures a result as the JSON it would be, no further than the bound.
final class Size {
  private int room = Bounds.RESULT_MAX;

  private Size() {}

  /// The value, or absent when it is larger or deeper than a result may be.
  static Value bounded(Value value, Notes notes) {
    if (!(value instanceof Value.Arr || value instanceof Value.Obj)) {
      return value;
    }
    if (new Size().take(value, 1)) {
      return value;
    }
    notes.remark(
        "a result of more than "
            + Bounds.RESULT_MAX
            + " characters or "
            + Bounds.RESULT_DEPTH_MAX
            + " levels is left out");
    return Value.Absent.ABSENT;
  }

  private boolean take(Value value, int depth) {
    return switch (value) {
      case Value.Absent _, Value.Null _, Value.Bool _ -> take(5);
      case Value.Num number -> take(number.text().length() + 1);
      case Value.Text text -> take(text.value().length() + 3);
      case Value.Arr array -> depth <= Bounds.RESULT_DEPTH_MAX && takeElements(array, depth);
      case Value.Obj object -> depth <= Bounds.RESULT_DEPTH_MAX && takeMembers(object, depth);
    };
  }

  private boolean takeElements(Value.Arr array, int depth) {
    for (Value element : array.elements()) {
      if (!take(element, depth + 1)) {
        return false;
      }
    }
    return take(2);
  }

  private boolean takeMembers(Value.Obj object, int depth) {
    for (Map.Entry<String, Value> member : object.members().entrySet()) {
      if (!take(member.getKey().length() + 3) || !take(member.getValue(), depth + 1)) {
        return false;
      }
    }
    return take(2);
  }

  private boolean take(int characters) {
    room -= characters;
    return room >= 0;
  }
}
