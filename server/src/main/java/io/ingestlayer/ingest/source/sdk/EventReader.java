package io.ingestlayer.ingest.source.sdk;

import static io.ingestlayer.ingest.RequestDecoder.EVENT_CHARACTERS_MAX;

import io.ingestlayer.component.Spelling;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.JsonTree;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.ingest.DecodedEvent;
import io.ingestlayer.ingest.Refusal;
import io.ingestlayer.ingest.RequestDecoder;
import io.ingestlayer.ingest.Slice;
import io.ingestlayer.platform.http.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Reads one event of a request; what is wrong with it is collected, so that the sender learns of all of it at once.
///
/// The payload's text is cut out of the body as it was sent, digit for digit, and read as a tree in the same pass.
final class EventReader {
  /// How far ahead of ours a sender's clock may be.
  static final Duration AHEAD_MAX = Duration.ofDays(1);

  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}");
  private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");
  private static final List<String> MEMBERS =
      List.of("type", "payload", "idempotencyKey", "timestamp");
  private static final int PROBLEMS_MAX = 20;

  private final Slice sent;
  private final int index;
  private final Instant now;
  private final boolean keepTree;
  private final List<Problem.Part> problems = new ArrayList<>(0);
  private int seen;
  private @Nullable String type;
  private @Nullable String key;
  private @Nullable Instant occurredAt;
  private @Nullable Payload payload;

  private EventReader(Slice sent, int index, Instant now, boolean keepTree) {
    this.sent = sent;
    this.index = index;
    this.now = now;
    this.keepTree = keepTree;
  }

  /// The event that this part of the body is, sound or not.
  ///
  /// @param index its place in the batch, from 0
  /// @param keepTree whether the payload is to carry its tree, or only the text
  /// @throws io.ingestlayer.platform.http.ProblemException when it is no JSON: then no part of the request can be trusted
  static DecodedEvent read(Slice sent, int index, Instant now, boolean keepTree) {
    EventReader reader = new EventReader(sent, index, now, keepTree);
    // Only who has more bytes can have more characters.
    if (sent.length() > EVENT_CHARACTERS_MAX && sent.characters() > EVENT_CHARACTERS_MAX) {
      reader.wrong(
          "",
          RequestDecoder.EVENT_TOO_LARGE,
          "The event is %d characters long; at most %d are taken."
              .formatted(sent.characters(), EVENT_CHARACTERS_MAX));
      return reader.unsound();
    }
    return reader.read();
  }

  private DecodedEvent read() {
    try {
      pass(true);
    } catch (JsonException e) {
      refuseUnless(JsonException.INVALID, e);
      // The tokenizer is of no use after that: once more, past the payload, for the other members
      // and the grammar of
      // the whole.
      startAgain(e);
    }
    return problems.isEmpty() && type != null && payload != null
        ? new DecodedEvent.Sound(type, payload, key, occurredAt, pointer("payload"), sent)
        : unsound();
  }

  private void startAgain(JsonException first) {
    problems.clear();
    seen = 0;
    wrong(first.pointer(), first.code(), first.reason() + ".");
    try {
      pass(false);
    } catch (JsonException e) {
      refuseUnless(JsonException.INVALID, e);
    }
  }

  private void refuseUnless(String code, JsonException found) {
    if (found.code().equals(code)) {
      throw Malformed.in(sent, found);
    }
  }

  private void pass(boolean intoPayload) {
    try (JsonParser parser =
        Json.factory()
            .createParser(ObjectReadContext.empty(), sent.bytes(), sent.from(), sent.length())) {
      try {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            member(name, parser.nextToken(), parser, intoPayload);
          }
          checkMissing(intoPayload);
        } else {
          parser.skipChildren();
          wrong("", "invalid_shape", "An event is an object with type and payload.");
        }
        if (parser.nextToken() != null) {
          throw new JsonException(JsonException.INVALID, "something follows the event", 1, 1, "");
        }
      } catch (JacksonException e) {
        throw JsonException.from(e, parser, pointer(""));
      }
    }
  }

  private void member(String name, JsonToken token, JsonParser parser, boolean intoPayload) {
    int known = MEMBERS.indexOf(name);
    if (known < 0) {
      parser.skipChildren();
      unknown(name);
      return;
    }
    boolean again = (seen & (1 << known)) != 0;
    seen |= 1 << known;
    if (again) {
      parser.skipChildren();
      wrong("/" + name, JsonException.DUPLICATE, "\"" + name + "\" stands here twice.");
      return;
    }
    switch (name) {
      case "payload" -> payload(token, parser, intoPayload);
      case "type" -> type(token, parser);
      case "idempotencyKey" -> key(token, parser);
      default -> timestamp(token, parser);
    }
  }

  private void payload(JsonToken token, JsonParser parser, boolean intoPayload) {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      wrong("/payload", "invalid_payload", "The payload is not an object.");
      return;
    }
    if (!intoPayload) {
      parser.skipChildren();
      return;
    }
    int from = (int) parser.currentTokenLocation().getByteOffset();
    Value tree = JsonTree.read(parser, JsonLimits.EVENT, pointer("payload"));
    int to = (int) parser.currentLocation().getByteOffset();
    String text = new String(sent.bytes(), sent.from() + from, to - from, StandardCharsets.UTF_8);
    payload =
        keepTree && tree instanceof Value.Obj object
            ? Payload.of(text, object)
            : Payload.ofText(text);
  }

  private void type(JsonToken token, JsonParser parser) {
    String text = text(token, parser);
    if (text != null && TYPE.matcher(text).matches()) {
      type = text;
    } else {
      wrong(
          "/type",
          "invalid_type",
          "The type is not 1 to 128 of A-Z a-z 0-9 _ . : / - beginning with a letter or digit.");
    }
  }

  private void key(JsonToken token, JsonParser parser) {
    String text = text(token, parser);
    if (text != null && KEY.matcher(text).matches()) {
      key = text;
    } else if (token != JsonToken.VALUE_NULL) {
      wrong(
          "/idempotencyKey",
          "invalid_idempotency_key",
          "The idempotency key is not 1 to 255 printable ASCII characters.");
    }
  }

  private void timestamp(JsonToken token, JsonParser parser) {
    String text = text(token, parser);
    Optional<Instant> time = text == null ? Optional.empty() : Timestamp.parse(text);
    if (time.isPresent() && time.get().isAfter(now.plus(AHEAD_MAX))) {
      wrong("/timestamp", "invalid_timestamp", "The timestamp is more than a day in the future.");
    } else if (time.isPresent()) {
      occurredAt = time.get();
    } else if (token != JsonToken.VALUE_NULL) {
      wrong(
          "/timestamp",
          "invalid_timestamp",
          "The timestamp is not RFC 3339 text, such as \"2026-07-01T12:00:00Z\".");
    }
  }

  private static @Nullable String text(JsonToken token, JsonParser parser) {
    if (token == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }

  private void checkMissing(boolean intoPayload) {
    if ((seen & 1) == 0) {
      wrong("/type", "invalid_type", "The event has no type.");
    }
    if ((seen & 2) == 0 && intoPayload) {
      wrong("/payload", "invalid_payload", "The event has no payload.");
    }
  }

  private void unknown(String name) {
    String nearest = Spelling.nearest(name, MEMBERS);
    String hint =
        nearest == null
            ? "an event has " + String.join(", ", MEMBERS) + "."
            : "did you mean \"" + nearest + "\"?";
    wrong(
        Names.pointer("", name),
        "unknown_member",
        "\"" + Names.show(name) + "\" is not known here; " + hint);
  }

  private void wrong(String place, String code, String detail) {
    if (problems.size() < PROBLEMS_MAX) {
      String whole = "/events/" + index;
      String pointer = place.startsWith(whole) ? place : whole + place;
      problems.add(new Problem.Part(pointer, code, detail));
    }
  }

  private String pointer(String member) {
    return member.isEmpty() ? "/events/" + index : "/events/" + index + "/" + member;
  }

  private DecodedEvent unsound() {
    return new DecodedEvent.Unsound(Refusal.of(problems), type, key, sent);
  }
}
