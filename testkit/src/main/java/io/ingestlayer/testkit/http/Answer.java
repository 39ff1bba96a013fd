package io.ingestlayer.testkit.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What a [Receiver] does after it has read a request.
public sealed interface Answer {
  /// A proper answer; the connection stays open for the next request. The body goes out as UTF-8;
  /// `Content-Length` is added.
  record Respond(int status, List<Header> headers, String body) implements Answer {
    public Respond {
      headers = List.copyOf(headers);
    }

    public Respond with(String header, String value) {
      List<Header> more = new ArrayList<>(headers);
      more.add(new Header(header, value));
      return new Respond(status, more, body);
    }
  }

  /// Ends the connection without a byte of an answer: with a reset, or in an orderly way.
  record Drop(boolean reset) implements Answer {}

  /// Keeps the connection open and says nothing until [Receiver#release()], then asks for another answer and
  /// goes on with that.
  record Stall(Supplier<Answer> then) implements Answer {}

  /// Writes whatever it likes, then ends the connection. The first I/O error (the other side left, or the receiver
  /// was closed) ends it too.
  record Write(Writing writing) implements Answer {}

  static Respond status(int status) {
    return new Respond(status, List.of(), "");
  }

  static Respond text(int status, String body) {
    return of(status, "text/plain; charset=utf-8", body);
  }

  static Respond json(int status, String body) {
    return of(status, "application/json; charset=utf-8", body);
  }

  /// A redirect (302) to this address.
  static Respond redirect(String location) {
    return status(302).with("Location", location);
  }

  /// Reads the request and ends the connection with a reset.
  static Drop drop() {
    return new Drop(true);
  }

  /// Reads the request and says nothing; after [Receiver#release()] it answers 200.
  static Stall stall() {
    return new Stall(() -> status(200));
  }

  private static Respond of(int status, String type, String body) {
    return new Respond(status, List.of(new Header("Content-Type", type)), body);
  }

  /// Writes to the connection; every byte is its own business.
  @FunctionalInterface
  interface Writing {
    void to(OutputStream out) throws IOException;
  }
}
