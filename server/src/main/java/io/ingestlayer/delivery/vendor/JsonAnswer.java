package io.ingestlayer.delivery.vendor;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSender.Answer;

/// A vendor's answer as JSON. Pure.
public final class JsonAnswer {
  private JsonAnswer() {}

  /// The object that the body is; absent when it is something else.
  public static Value of(Answer answer) {
    try {
      String body = answer.body().strip();
      return body.startsWith("{") ? Json.parseObject(body) : Value.Absent.ABSENT;
    } catch (JsonException e) {
      return Value.Absent.ABSENT;
    }
  }
}
