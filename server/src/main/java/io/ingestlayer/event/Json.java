package io.ingestlayer.event;

/// JSON text to values and back.
public final class Json {
  private Json() {}

  public static Value.Obj parseObject(String text) {
    return Value.object().put("text", text).build();
  }

  public static String write(Value value) {
    return value.toString();
  }
}
