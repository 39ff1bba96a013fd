package io.ingestlayer.event;

/// JSON text to values and back.
public final class Json {
  private Json() {}

  public static Value.Obj parseObject(String text) {
    throw new IllegalStateException(text);
  }

  public static String write(Value value) {
    throw new IllegalStateException(value.toString());
  }
}
