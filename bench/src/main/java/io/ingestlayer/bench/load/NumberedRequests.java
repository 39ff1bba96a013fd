package io.ingestlayer.bench.load;

import io.ingestlayer.bench.SampleEvents;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Requests that are bytes beforehand but for the numbers in them, which are never used twice.
public final class NumberedRequests implements RequestSource {
  private static final int DIGITS = SampleEvents.NUMBER.length();

  private final List<Template> templates;
  private final int events;
  private final int bytesMax;
  private int turn;
  private long number;

  private static final class Template {
    private final byte[] bytes;
    private final int[] numbersAt;

    Template(byte[] bytes, int[] numbersAt) {
      this.bytes = bytes;
      this.numbersAt = numbersAt;
    }
  }

  /// @param bodies sent in turn; each `SampleEvents.NUMBER` in them becomes the next number
  /// @param events in each body
  /// @param first the first number
  public NumberedRequests(
      InetSocketAddress server, String apiKey, List<String> bodies, int events, long first) {
    this.number = first;
    this.templates = bodies.stream().map(body -> template(server, apiKey, body)).toList();
    this.events = events;
    this.bytesMax = templates.stream().mapToInt(it -> it.bytes.length).max().orElseThrow();
  }

  private static Template template(InetSocketAddress server, String apiKey, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /v1/ingest HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(server.getHostString(), server.getPort(), apiKey, content.length);
    String whole = head + body;
    List<Integer> places = new ArrayList<>();
    // All of it is ASCII, so that a place in the text is a place in the bytes.
    for (int at = whole.indexOf(SampleEvents.NUMBER);
        at >= 0;
        at = whole.indexOf(SampleEvents.NUMBER, at + DIGITS)) {
      places.add(at);
    }
    return new Template(
        whole.getBytes(StandardCharsets.US_ASCII),
        places.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public void next(ByteBuffer into) {
    Template template = templates.get(turn);
    turn = (turn + 1) % templates.size();
    int start = into.position();
    into.put(template.bytes);
    for (int at : template.numbersAt) {
      write(into, start + at, number++);
    }
  }

  private static void write(ByteBuffer into, int at, long number) {
    long rest = number;
    for (int digit = DIGITS - 1; digit >= 0; digit--) {
      into.put(at + digit, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }

  @Override
  public int events() {
    return events;
  }

  @Override
  public int bytesMax() {
    return bytesMax;
  }
}
