package io.ingestlayer.event;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Compact JSON in the making, up to a length.
final class JsonText {
  private static final char REPLACEMENT = '\ufffd';
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out = new StringBuilder();
  private final int charactersMax;

  JsonText(int charactersMax) {
    this.charactersMax = charactersMax;
  }

  /// False when the length is passed: then what stands here is the beginning of it, and nobody's JSON.
  boolean append(Value value) {
    switch (value) {
      case Value.Absent _, Value.Null _ -> out.append("null");
      case Value.Bool bool -> out.append(bool.value());
      case Value.Num number -> out.append(number.text());
      case Value.Text text -> quote(text.value(), false);
      case Value.Arr array -> {
        return elements(array.elements());
      }
      case Value.Obj object -> {
        return members(object.members());
      }
    }
    return out.length() <= charactersMax;
  }

  private boolean elements(List<Value> elements) {
    char before = '[';
    for (Value element : elements) {
      out.append(before);
      before = ',';
      if (!append(element)) {
        return false;
      }
    }
    out.append(elements.isEmpty() ? "[]" : "]");
    return out.length() <= charactersMax;
  }

  private boolean members(SequencedMap<String, Value> members) {
    char before = '{';
    for (Map.Entry<String, Value> member : members.entrySet()) {
      out.append(before);
      before = ',';
      quote(member.getKey(), true);
      out.append(':');
      if (!append(member.getValue())) {
        return false;
      }
    }
    out.append(members.isEmpty() ? "{}" : "}");
    return out.length() <= charactersMax;
  }

  /// Half a surrogate pair is escaped in a value; in a name, where no parser agrees with the next on it, it is
  /// replaced.
  private void quote(String text, boolean name) {
    out.append('"');
    int copied = 0;
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (isPlain(next)) {
        continue;
      }
      if (isPair(text, at)) {
        at++;
        continue;
      }
      out.append(text, copied, at);
      if (name && Character.isSurrogate(next)) {
        out.append(REPLACEMENT);
      } else {
        escape(next);
      }
      copied = at + 1;
    }
    out.append(text, copied, text.length()).append('"');
  }

  private static boolean isPlain(char next) {
    return next >= ' ' && next != '"' && next != '\\' && !Character.isSurrogate(next);
  }

  private static boolean isPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1));
  }

  private void escape(char next) {
    switch (next) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default ->
          out.append("\\u")
              .append(HEX[next >>> 12])
              .append(HEX[(next >>> 8) & 15])
              .append(HEX[(next >>> 4) & 15])
              .append(HEX[next & 15]);
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
