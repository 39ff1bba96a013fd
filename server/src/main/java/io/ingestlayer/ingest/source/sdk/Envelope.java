package io.ingestlayer.ingest.source.sdk;

import io.ingestlayer.component.Spelling;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.ingest.BatchTooLargeException;
import io.ingestlayer.ingest.Slice;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import java.util.ArrayList;
import java.util.List;

/// Finds where each event of a request begins and ends, without looking into it: `{"events": [ … , … ]}`.
///
/// Only brackets and quotes are followed, in one pass, so that a hostile body costs no more than its length: what is
/// between an event's brackets is read by [EventReader], which checks every byte of it.
final class Envelope {
  private static final String EVENTS = "events";
  private static final int DEPTH_MAX = 1_000;
  private static final int NAME_BYTES_MAX = 4 * 1024;
  private static final int LOOK_INTO_BYTES_MAX = 256 * 1024;
  private static final JsonLimits OUTER =
      new JsonLimits(DEPTH_MAX, 100_000, 200_000, 64 * 1024, 1024 * 1024, 10_000, 100_000);

  private final byte[] body;
  private final int eventsMax;
  private int at;

  private Envelope(byte[] body, int start, int eventsMax) {
    this.body = body;
    this.at = start;
    this.eventsMax = eventsMax;
  }

  /// The events in their order, at least one.
  ///
  /// @param start where the text begins
  /// @throws ProblemException when this is no such object around whatever the events are
  static List<Slice> events(byte[] body, int start, int eventsMax) {
    return new Envelope(body, start, eventsMax).read();
  }

  private List<Slice> read() {
    skipBlank();
    if (at == body.length) {
      throw new ProblemException(400, "empty_body", "The body is empty; send {\"events\": […]}.");
    }
    if (body[at] != '{') {
      throw wrongShape("", "the body should be an object: {\"events\": […]}");
    }
    at++;
    skipBlank();
    if (peek() == '}') {
      throw missing();
    }
    member();
    List<Slice> events = elements();
    skipBlank();
    while (peek() == ',') {
      at++;
      skipBlank();
      member();
      throw Malformed.shape("duplicate_key", "/events", "There is more than one \"events\".");
    }
    expect('}', "a comma or } should be here");
    skipBlank();
    if (at < body.length) {
      throw Malformed.json(body, at, "something follows the object");
    }
    if (events.isEmpty()) {
      throw Malformed.shape("empty_batch", "/events", "There are no events in this request.");
    }
    return events;
  }

  /// The one name that may stand here, and its colon.
  private void member() {
    int from = at;
    if (peek() != '"') {
      throw Malformed.json(body, at, "a name in quotes should be here");
    }
    skipText();
    String name = name(new Slice(body, from, at));
    skipBlank();
    expect(':', "a colon should be here");
    skipBlank();
    if (!name.equals(EVENTS)) {
      throw unknown(name);
    }
  }

  private String name(Slice quoted) {
    if (quoted.length() > NAME_BYTES_MAX) {
      throw Malformed.at(body, quoted.from(), "name_too_long", "this name is too long");
    }
    return parse(quoted) instanceof Value.Text text ? text.value() : "";
  }

  private List<Slice> elements() {
    if (peek() != '[') {
      throw wrongShape("/events", "\"events\" should be an array");
    }
    at++;
    skipBlank();
    List<Slice> found = new ArrayList<>();
    if (peek() == ']') {
      at++;
      return found;
    }
    while (true) {
      if (found.size() == eventsMax) {
        throw new BatchTooLargeException(eventsMax + counted(), eventsMax);
      }
      int from = at;
      skipValue();
      found.add(new Slice(body, from, at));
      skipBlank();
      if (peek() == ']') {
        at++;
        return found;
      }
      expect(',', "a comma or ] should be here");
      skipBlank();
    }
  }

  /// How many more there are, up to the first that is no value: who asks for the number can be told it, and it costs no
  /// more than the bytes that are left.
  private int counted() {
    int more = 0;
    try {
      while (true) {
        skipValue();
        more++;
        skipBlank();
        if (peek() == ']') {
          return more;
        }
        expect(',', "a comma or ] should be here");
        skipBlank();
      }
    } catch (ProblemException _) {
      return Math.max(1, more);
    }
  }

  private void skipValue() {
    switch (peek()) {
      case '{', '[' -> skipNested();
      case '"' -> skipText();
      default -> skipScalar();
    }
  }

  private void skipNested() {
    int depth = 0;
    do {
      switch (peek()) {
        case '{', '[' -> {
          if (++depth > DEPTH_MAX) {
            throw Malformed.at(
                body,
                at,
                JsonException.DEPTH,
                "more than " + DEPTH_MAX + " arrays and objects deep");
          }
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        case '"' -> skipText();
        default -> at++;
      }
    } while (depth > 0);
  }

  private void skipText() {
    at++;
    for (byte next = peek(); next != '"'; next = peek()) {
      at += next == '\\' ? 2 : 1;
    }
    at++;
  }

  private void skipScalar() {
    int from = at;
    while (at < body.length && !isBlank(body[at]) && ",]}".indexOf(body[at]) < 0) {
      at++;
    }
    if (at == from) {
      throw Malformed.json(body, at, "a value should begin here");
    }
  }

  private void skipBlank() {
    while (at < body.length && isBlank(body[at])) {
      at++;
    }
  }

  private static boolean isBlank(byte next) {
    return next == ' ' || next == '\n' || next == '\r' || next == '\t';
  }

  private byte peek() {
    if (at >= body.length) {
      throw Malformed.json(body, body.length, "the text ends before the request does");
    }
    return body[at];
  }

  private void expect(char wanted, String otherwise) {
    if (peek() != wanted) {
      throw Malformed.json(body, at, otherwise);
    }
    at++;
  }

  /// Another value than the one that should be here, or none at all.
  private ProblemException wrongShape(String pointer, String what) {
    int from = at;
    skipValue();
    Slice value = new Slice(body, from, at);
    if (pointer.isEmpty()) {
      skipBlank();
      if (at < body.length) {
        return Malformed.json(body, at, "something follows the value");
      }
    }
    if (value.length() <= LOOK_INTO_BYTES_MAX) {
      Value unused = parse(value);
      return Malformed.shape("invalid_shape", pointer, sentence(what, unused));
    }
    return Malformed.shape("invalid_shape", pointer, what + ".");
  }

  private static String sentence(String what, Value found) {
    String kind =
        switch (found) {
          case Value.Text _ -> "a string";
          case Value.Num _ -> "a number";
          case Value.Bool _ -> "true or false";
          case Value.Arr _ -> "an array";
          case Value.Obj _ -> "an object";
          case Value.Null _, Value.Absent _ -> "null";
        };
    return "Here is " + kind + "; " + what + ".";
  }

  private Value parse(Slice value) {
    try {
      return Json.parse(value.text(), OUTER);
    } catch (JsonException e) {
      throw Malformed.in(value, e);
    }
  }

  private static ProblemException missing() {
    return Malformed.shape("invalid_shape", "/events", "\"events\" is missing.");
  }

  private static ProblemException unknown(String name) {
    String shown = Names.show(name);
    String nearest = Spelling.nearest(name, List.of(EVENTS));
    String what =
        nearest == null
            ? "\"" + shown + "\" is not known here; a request has \"events\" and nothing else."
            : "\"" + shown + "\" is not known here; did you mean \"" + nearest + "\"?";
    return new ProblemException(
        new Problem(
            400,
            "unknown_member",
            what,
            List.of(new Problem.Part(Names.pointer("", name), "unknown_member", what))));
  }
}
