package io.ingestlayer.ingest.source.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.ingest.DecodedEvent;
import io.ingestlayer.platform.http.ProblemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Bodies that were sound once, with bytes changed, cut out, doubled and swapped, from a seed.
class BatchDecoderFuzzTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final JsonLimits WIDE =
      new JsonLimits(1_500, 1_000_000, 1_000_000, 60_000, 10_000_000, 9_999, Integer.MAX_VALUE);
  private static final int ROUNDS = 60_000;
  private static final String TELLING = "{}[]\",:\\ \n0123456789-+.eEtruefalsn\0\u00fc/";
  private static final List<String> BODIES =
      List.of(
          "{\"events\":[{\"type\":\"user.signed_up\",\"payload\":{\"email\":\"ü@b\",\"n\":[1,2.5e3,-0],\"o\":{\"a\":null}},\"idempotencyKey\":\"k1\",\"timestamp\":\"2026-06-30T00:00:00Z\"}]}",
          "{\"events\":[{\"type\":\"a\",\"payload\":{}},{\"payload\":{\"x\":\"\\u0041\\\\\\\"\"},\"type\":\"b\"},{\"type\":\"c\",\"payload\":{\"t\":true}}]}",
          " { \"events\" : [ { \"type\" : \"a\" , \"payload\" : { \"deep\" : [ [ [ { } ] ] ] } } ] } ");

  private final BatchDecoder decoder = new BatchDecoder();

  @Test
  void whatever_comes_is_a_list_of_events_or_a_problem_of_the_sender() {
    long seed = 20260701;
    SplittableRandom random = new SplittableRandom(seed);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] body = mutated(random);
      try {
        List<DecodedEvent> events = decoder.decode(body, NOW);
        read++;
        agreesWithAPlainReader(body, events);
      } catch (ProblemException e) {
        assertThat(e.problem().status()).isBetween(400, 499);
        assertThat(e.problem().code()).matches("[a-z][a-z0-9_]*");
        if (e.problem().code().equals("invalid_json")) {
          refusedByAPlainReaderToo(body);
        }
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed " + seed + ", round " + round + ": " + new String(body, UTF_8), e);
      }
    }
    assertThat(read).isGreaterThan(ROUNDS / 20);
  }

  /// What we take for JSON, a reader of whole documents does too, and it sees the same payloads.
  private static void agreesWithAPlainReader(byte[] body, List<DecodedEvent> events) {
    Value whole;
    try {
      whole = Json.parse(new String(body, UTF_8), WIDE);
    } catch (JsonException e) {
      assertThat(e.code()).as(new String(body, UTF_8)).isNotEqualTo(JsonException.INVALID);
      return;
    }
    for (int index = 0; index < events.size(); index++) {
      if (events.get(index) instanceof DecodedEvent.Sound sound) {
        Value expected = whole.get("events").get(index);
        assertThat(Json.parse(sound.payload().text(), WIDE)).isEqualTo(expected.get("payload"));
        assertThat(new Value.Text(sound.type())).isEqualTo(expected.get("type"));
      }
    }
  }

  private static void refusedByAPlainReaderToo(byte[] body) {
    try {
      Json.parse(new String(body, UTF_8), WIDE);
    } catch (JsonException e) {
      return;
    }
    fail("sound JSON was refused: " + new String(body, UTF_8));
  }

  private static byte[] mutated(SplittableRandom random) {
    byte[] body = BODIES.get(random.nextInt(BODIES.size())).getBytes(UTF_8);
    int changes = 1 + random.nextInt(3);
    for (int change = 0; change < changes && body.length > 1; change++) {
      int at = random.nextInt(body.length);
      int to = at + random.nextInt(Math.min(12, body.length - at));
      body =
          switch (random.nextInt(6)) {
            case 0 -> replaced(body, at, (byte) random.nextInt(256));
            case 1 -> replaced(body, at, (byte) TELLING.charAt(random.nextInt(TELLING.length())));
            case 2 -> spliced(body, at, to, new byte[0]);
            case 3 -> spliced(body, at, at, Arrays.copyOfRange(body, at, to));
            case 4 -> Arrays.copyOf(body, at);
            default ->
                spliced(
                    body,
                    at,
                    at,
                    new byte[] {(byte) TELLING.charAt(random.nextInt(TELLING.length()))});
          };
    }
    return body;
  }

  private static byte[] replaced(byte[] body, int at, byte by) {
    byte[] copy = body.clone();
    copy[at] = by;
    return copy;
  }

  private static byte[] spliced(byte[] body, int from, int to, byte[] by) {
    byte[] made = new byte[body.length - (to - from) + by.length];
    System.arraycopy(body, 0, made, 0, from);
    System.arraycopy(by, 0, made, from, by.length);
    System.arraycopy(body, to, made, from + by.length, body.length - to);
    return made;
  }
}
