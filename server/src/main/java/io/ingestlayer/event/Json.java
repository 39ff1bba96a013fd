package io.ingestlayer.event;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// JSON text to values and back. Strict (RFC 8259), exact (a number keeps its text), bounded.
public final class Json {
  /// What we stored passed the gate's limits, or was made by an expression, which has its own.
  private static final JsonLimits STORED =
      new JsonLimits(
          1_000,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          10_000,
          20_000);

  private static final JsonFactory FACTORY =
      JsonFactory.builder().streamReadConstraints(new JsonBounds()).build();

  private Json() {}

  /// The factory for who reads tokens on their own, with our outer bounds set: Jackson's own leave the
  /// document and the number of tokens open. A value in the stream is taken by [JsonTree#read].
  public static JsonFactory factory() {
    return FACTORY;
  }

  /// The one value that the text is.
  ///
  /// @throws JsonException when it is no JSON, is followed by anything, or passes a limit
  public static Value parse(String text, JsonLimits limits) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      try {
        if (parser.nextToken() == null) {
          throw JsonException.at(parser, JsonException.INVALID, "there is nothing here", "");
        }
        Value value = JsonTree.read(parser, limits, "");
        if (parser.nextToken() != null) {
          throw JsonException.at(parser, JsonException.INVALID, "something follows the value", "");
        }
        return value;
      } catch (JacksonException e) {
        throw JsonException.from(e, parser, "");
      }
    }
  }

  /// The object that a stored text is: already checked, so only the stack and the digits are bounded.
  ///
  /// @throws JsonException when it is no JSON object
  public static Value.Obj parseObject(String text) {
    if (parse(text, STORED) instanceof Value.Obj object) {
      return object;
    }
    throw new JsonException(JsonException.INVALID, "not an object", 1, 1, "");
  }

  /// The value as compact JSON, valid whatever the value holds: absent is written as `null`, half a surrogate
  /// pair as its escape, or as U+FFFD in a name. What was written can be read again.
  public static String write(Value value) {
    JsonText text = new JsonText(Integer.MAX_VALUE);
    text.append(value);
    return text.toString();
  }

  /// The value as compact JSON, or nothing when that is longer than so many characters. The work is bounded
  /// likewise, however large the value is.
  public static Optional<String> writeWithin(int charactersMax, Value value) {
    JsonText text = new JsonText(charactersMax);
    return text.append(value) ? Optional.of(text.toString()) : Optional.empty();
  }
}
