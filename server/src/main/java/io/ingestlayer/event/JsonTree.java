package io.ingestlayer.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;

/// Reads one value out of a stream of JSON tokens, in one pass, within the limits of a document.
///
/// The limits count from this value on: it may stand deep inside a batch.
public final class JsonTree {
  private static final int POINTER_MAX = 512;

  private final JsonParser parser;
  private final JsonLimits limits;
  private final String pointerPrefix;
  private final int outerDepth;
  private int nodes;

  private JsonTree(JsonParser parser, JsonLimits limits, String pointerPrefix, int outerDepth) {
    this.parser = parser;
    this.limits = limits;
    this.pointerPrefix = pointerPrefix;
    this.outerDepth = outerDepth;
  }

  /// The value whose first token is the parser's current one. Afterwards the parser stands on its last.
  ///
  /// @param pointerPrefix where in the sender's document the value stands, for error messages: `/events/3`
  /// @throws JsonException when the text is no JSON or passes a limit; the parser is of no use after that
  public static Value read(JsonParser parser, JsonLimits limits, String pointerPrefix) {
    JsonToken first = parser.currentToken();
    int depth = parser.streamReadContext().getNestingDepth();
    boolean entered = first == JsonToken.START_OBJECT || first == JsonToken.START_ARRAY;
    JsonTree tree = new JsonTree(parser, limits, pointerPrefix, entered ? depth - 1 : depth);
    try {
      return tree.value(first, 0);
    } catch (JacksonException e) {
      throw JsonException.from(e, parser, tree.pointer());
    }
  }

  private Value value(@Nullable JsonToken token, int depth) {
    if (++nodes > limits.nodesMax()) {
      throw refuse(JsonException.NODES, "more than " + limits.nodesMax() + " values");
    }
    return switch (token) {
      case START_OBJECT -> object(depth + 1);
      case START_ARRAY -> array(depth + 1);
      case VALUE_STRING -> text();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> Value.Bool.TRUE;
      case VALUE_FALSE -> Value.Bool.FALSE;
      case VALUE_NULL -> Value.Null.NULL;
      case null -> throw refuse(JsonException.INVALID, "the text ends before the value does");
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw refuse(JsonException.INVALID, "a value should begin here");
    };
  }

  private Value.Obj object(int depth) {
    checkDepth(depth);
    LinkedHashMap<String, Value> members = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      if (name.length() > limits.nameMax()) {
        throw refuse(JsonException.NAME, "a name of more than " + limits.nameMax() + " characters");
      }
      Value before = members.put(name, value(parser.nextToken(), depth));
      if (before != null) {
        throw refuse(JsonException.DUPLICATE, "the same name twice in one object");
      }
      if (members.size() > limits.membersMax()) {
        throw refuse(
            JsonException.MEMBERS, "more than " + limits.membersMax() + " members in one object");
      }
    }
    return Value.Obj.owning(members);
  }

  private Value.Arr array(int depth) {
    checkDepth(depth);
    List<Value> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(token, depth));
    }
    return elements.isEmpty() ? Value.Arr.EMPTY : new Value.Arr(elements);
  }

  private Value text() {
    String text = parser.getString();
    if (text.length() > limits.stringMax()) {
      throw refuse(
          JsonException.STRING, "a string of more than " + limits.stringMax() + " characters");
    }
    return new Value.Text(text);
  }

  private Value number() {
    String text = parser.getString();
    if (text.length() > limits.digitsMax()) {
      throw refuse(
          JsonException.NUMBER, "a number of more than " + limits.digitsMax() + " characters");
    }
    if (exponent(text, limits.exponentMax()) > limits.exponentMax()) {
      throw refuse(
          JsonException.NUMBER, "a number with an exponent beyond ±" + limits.exponentMax());
    }
    return Value.Num.ofText(text);
  }

  /// The exponent without its sign; counted no further than the maximum, which a billion digits may pass.
  private static int exponent(String number, int max) {
    int mark = Math.max(number.indexOf('e'), number.indexOf('E'));
    long exponent = 0;
    for (int at = mark + 1; mark >= 0 && at < number.length() && exponent <= max; at++) {
      char digit = number.charAt(at);
      exponent = digit >= '0' && digit <= '9' ? exponent * 10 + (digit - '0') : exponent;
    }
    return (int) Math.min(exponent, Integer.MAX_VALUE);
  }

  private void checkDepth(int depth) {
    if (depth > limits.depthMax()) {
      throw refuse(
          JsonException.DEPTH, "more than " + limits.depthMax() + " arrays and objects deep");
    }
  }

  private JsonException refuse(String code, String message) {
    return JsonException.at(parser, code, message, pointer());
  }

  /// Where the reader stands, built only when something is wrong.
  private String pointer() {
    StringBuilder path = new StringBuilder();
    TokenStreamContext context = parser.streamReadContext();
    while (context != null && context.getNestingDepth() > outerDepth) {
      String name = context.inObject() ? context.currentName() : null;
      if (name != null) {
        path.insert(0, "/" + escape(name));
      } else if (context.inArray() && context.hasCurrentIndex()) {
        path.insert(0, "/" + context.getCurrentIndex());
      }
      context = context.getParent();
    }
    path.insert(0, pointerPrefix);
    return path.length() <= POINTER_MAX ? path.toString() : path.substring(0, POINTER_MAX) + "…";
  }

  private static String escape(String name) {
    String start = name.length() <= POINTER_MAX ? name : name.substring(0, POINTER_MAX);
    return start.replace("~", "~0").replace("/", "~1");
  }
}
