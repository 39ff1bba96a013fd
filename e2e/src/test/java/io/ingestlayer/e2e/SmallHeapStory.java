package io.ingestlayer.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// As much as may be sent, from many at once, to a server that has 256 MiB: it takes what fits, turns the rest away with
/// a code, and the small sender beside them never notices.
@Timeout(300)
class SmallHeapStory {
  private static final int CROWD = 32;
  private static final int ROUNDS = 2;
  private static final int TREES = 8;

  /// The bounds of a request and of an event.
  private static final int WIRE_BYTES_MAX = 5 * 1024 * 1024;

  private static final int INFLATED_BYTES_MAX = 20 * 1024 * 1024;
  private static final int STRING_MAX = 128 * 1024 - 1_024;
  private static final int EVENTS_MAX = 500;

  private static final String DEFINITIONS =
      """
      destination: warehouse
      type: postgres
      config: { url: { env: WAREHOUSE_URL } }
      ---
      pipeline: everything
      match: "*"
      steps:
        - filter.match: { field: $event.none, op: exists, value: false }
      destinations:
        - { to: warehouse, table: everything }
      """;

  /// What each of the hostile requests is told when it comes alone, in their order.
  private static final List<String> ALONE =
      List.of(
          "202",
          "202",
          "202",
          "202",
          "202",
          "400 too_deep",
          "413 body_too_large",
          "413 decompressed_too_large");

  /// What they are told when they come at one time: the same, or not now.
  private static final Set<String> TOGETHER =
      Stream.concat(ALONE.stream(), Stream.of("503 overloaded", "503 log_unavailable"))
          .collect(Collectors.toUnmodifiableSet());

  @Test
  void takes_what_fits_and_turns_the_rest_away_while_a_small_sender_is_served(@TempDir Path folder)
      throws Exception {
    try (Warehouse warehouse = Warehouse.with("create table everything (payload jsonb)");
        ServerProcess server =
            new ServerProcess(folder)
                .with("INGESTLAYER_JAVA_OPTS", "-Xmx256m")
                .with("WAREHOUSE_URL", warehouse.uri())
                .define("everything.yaml", DEFINITIONS)
                .start()) {
      List<byte[]> hostile = hostile();
      for (int each = 0; each < hostile.size(); each++) {
        assertThat(answer(server.port(), hostile.get(each))).isEqualTo(ALONE.get(each));
      }

      Set<String> answers = new TreeSet<>();
      try (Senders small = new Senders(server.api(), "small", 256).start(1);
          ExecutorService crowd = Executors.newFixedThreadPool(CROWD)) {
        for (int round = 0; round < ROUNDS; round++) {
          answers.addAll(together(crowd, server.port(), hostile));
        }
        small.finish();

        assertThat(small.count()).isGreaterThan(ROUNDS);
        assertThat(small.faults()).isEmpty();
      }
      assertThat(TOGETHER).containsAll(answers);

      byte[] trees = plain(batch(SmallHeapStory::nodes, WIRE_BYTES_MAX)).bytes();
      for (int round = 0; round < TREES; round++) {
        assertThat(answer(server.port(), trees)).isEqualTo("202");
      }
      server.api().settledBooks(Duration.ofMinutes(2));
      assertThat(server.log())
          .doesNotContain(" ERROR ", " WARN ", "Exception", "OutOfMemory", "\tat ");
    }
  }

  /// Status and code of each answer, once all of them were sent at one time.
  private static List<String> together(ExecutorService crowd, int port, List<byte[]> requests)
      throws Exception {
    List<Future<String>> sent = new ArrayList<>();
    for (int each = 0; each < CROWD; each++) {
      byte[] request = requests.get(each % requests.size());
      sent.add(crowd.submit(() -> answer(port, request)));
    }
    List<String> answers = new ArrayList<>();
    for (Future<String> each : sent) {
      answers.add(each.get());
    }
    return answers;
  }

  private static String answer(int port, byte[] request) throws IOException {
    RawHttp.Answer answer = new RawHttp(port).exchange(request);
    return answer.status() == 202 ? "202" : answer.status() + " " + answer.code();
  }

  private static List<byte[]> hostile() {
    return Stream.of(
            plain(batch(SmallHeapStory::text, WIRE_BYTES_MAX)),
            plain(batch(SmallHeapStory::wide, WIRE_BYTES_MAX)),
            plain(batch(SmallHeapStory::nodes, WIRE_BYTES_MAX)),
            zipped(batch(SmallHeapStory::nodes, INFLATED_BYTES_MAX)),
            zipped(batch(SmallHeapStory::wide, INFLATED_BYTES_MAX)),
            plain(("{\"events\":" + "[".repeat(WIRE_BYTES_MAX - 16)).getBytes(UTF_8)),
            plain(new byte[WIRE_BYTES_MAX + 1]),
            zipped(new byte[64 * 1024 * 1024]))
        .map(BadInput::bytes)
        .toList();
  }

  /// Two of the longest strings.
  private static String text(Random random) {
    return event(noise(random, STRING_MAX) + "\",\"b\":\"" + noise(random, STRING_MAX));
  }

  /// One character that makes every other one two bytes in memory.
  private static String wide(Random random) {
    return event("\u20ac" + noise(random, STRING_MAX - 1));
  }

  /// As many values as there may be, 60 deep: a tree that is many times its text.
  private static String nodes(Random random) {
    StringBuilder nodes = new StringBuilder("\",\"c\":").append("[".repeat(60));
    for (int each = 0; each < 4_900; each++) {
      nodes.append("{\"\":").append(random.nextInt(10)).append("},");
    }
    return event(nodes + "0" + "]".repeat(60) + ",\"d\":\"");
  }

  private static String event(String content) {
    return "{\"type\":\"big\",\"payload\":{\"a\":\"" + content + "\"}}";
  }

  /// Neither a bomb nor too long as it is sent, once it is zipped.
  private static String noise(Random random, int length) {
    StringBuilder noise = new StringBuilder(length);
    while (noise.length() < length) {
      noise.append((char) ('a' + random.nextInt(2)));
    }
    return noise.toString();
  }

  /// As many events as may be in one request of that length.
  private static byte[] batch(Function<Random, String> event, int bytesMax) {
    Random random = new Random(256);
    StringBuilder events = new StringBuilder("{\"events\":[").append(event.apply(random));
    for (int count = 1; count < EVENTS_MAX; count++) {
      String next = event.apply(random);
      if (events.length() + 3 * next.length() > bytesMax) {
        break;
      }
      events.append(',').append(next);
    }
    return events.append("]}").toString().getBytes(UTF_8);
  }

  private static BadInput plain(byte[] body) {
    return BadInput.body("", body, 0, "");
  }

  private static BadInput zipped(byte[] body) {
    return BadInput.body("", "Content-Encoding: gzip\r\n", BadInput.gzip(body), 0, "");
  }
}
