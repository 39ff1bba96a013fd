package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.Iterator;
import java.util.Map;

/// JSON as people read it, two blanks a level, as far as there is room. Pure.
final class IndentedJson {
  private final StringBuilder text = new StringBuilder();
  private final int lengthMax;

  private IndentedJson(int lengthMax) {
    this.lengthMax = lengthMax;
  }

  /// @return longer than `lengthMax` by at most one value when the whole is longer, and then not complete
  static String of(Value value, int lengthMax) {
    IndentedJson json = new IndentedJson(lengthMax);
    json.append(value, "\n");
    return json.text.toString();
  }

  private void append(Value value, String line) {
    switch (value) {
      case Value.Obj object when !object.members().isEmpty() -> {
        String deeper = line + "  ";
        text.append('{');
        Iterator<Map.Entry<String, Value>> members = object.members().entrySet().iterator();
        while (members.hasNext() && text.length() <= lengthMax) {
          Map.Entry<String, Value> member = members.next();
          text.append(deeper).append(Json.write(Value.of(member.getKey()))).append(": ");
          append(member.getValue(), deeper);
          text.append(members.hasNext() ? "," : line);
        }
        text.append('}');
      }
      case Value.Arr array when !array.elements().isEmpty() -> {
        String deeper = line + "  ";
        text.append('[');
        Iterator<Value> elements = array.elements().iterator();
        while (elements.hasNext() && text.length() <= lengthMax) {
          text.append(deeper);
          append(elements.next(), deeper);
          text.append(elements.hasNext() ? "," : line);
        }
        text.append(']');
      }
      default -> text.append(Json.write(value));
    }
  }
}
