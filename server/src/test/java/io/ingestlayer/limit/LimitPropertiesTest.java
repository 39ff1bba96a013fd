package io.ingestlayer.limit;

import static io.ingestlayer.limit.TestEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.seed.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Events and limits by chance, against an answer that is worked out event by event with nothing of the product's.
class LimitPropertiesTest {
  private static final String[] KEYS = {
    "", "\"k\":1,", "\"k\":\"1\",", "\"k\":null,", "\"k\":\"\","
  };

  /// A limit in plain numbers; no window is one on each event.
  private record Plain(
      String name,
      long threshold,
      long seconds,
      long latenessMillis,
      int againAt,
      List<Integer> warnAt,
      boolean drops,
      boolean countsOurs) {

    TestLimit limit() {
      TestLimit limit =
          TestLimit.of(name, threshold)
              .weight("$event.n")
              .key("k", "$event.k")
              .lateness(Duration.ofMillis(latenessMillis))
              .againAt(againAt)
              .warnAt(warnAt.toArray(Integer[]::new));
      if (seconds == 0) {
        limit.perEvent();
      } else {
        limit.seconds(seconds);
      }
      if (drops) {
        limit.drop();
      }
      return countsOurs ? limit.includeSystem() : limit;
    }
  }

  private record Round(List<Plain> limits, List<Event> events, long cuts) {
    LimitRun run() {
      return new LimitRun(limits.stream().map(Plain::limit).toArray(TestLimit[]::new));
    }
  }

  private static Round round(Random random) {
    List<Plain> limits = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      boolean alone = random.nextInt(4) == 0;
      limits.add(
          new Plain(
              "limit-" + i,
              random.nextInt(12),
              alone ? 0 : 1 + random.nextInt(90),
              random.nextInt(40_000),
              random.nextInt(3) * 60,
              alone ? List.of() : List.of(50, 80, 81),
              random.nextInt(3) == 0,
              random.nextBoolean()));
    }
    TestEvents made = new TestEvents();
    List<Event> events = new ArrayList<>();
    long arrived = T0.toEpochMilli();
    for (int i = random.nextInt(120); i > 0; i--) {
      arrived += random.nextInt(2_000);
      long at = arrived - random.nextInt(60_000) + (random.nextInt(5) == 0 ? 400_000 : 0);
      String payload =
          "{%s\"n\":%d}".formatted(KEYS[random.nextInt(KEYS.length)], random.nextInt(5) - 1);
      events.add(
          made.event(
              random.nextInt(5) == 0 ? Occurrence.SYSTEM_SOURCE : "app",
              "api.called",
              Instant.ofEpochMilli(at),
              Instant.ofEpochMilli(arrived),
              payload));
    }
    return new Round(limits, events, random.nextLong());
  }

  @Test
  void what_is_found_is_what_one_would_find_by_hand_however_the_batches_are_cut() {
    Seeds.forAll(
        200,
        LimitPropertiesTest::round,
        round -> {
          LimitRun run = round.run();
          check(round, run);

          LimitRun again = round.run();
          again.count(round.events());
          assertThat(again.ids()).containsExactlyInAnyOrderElementsOf(run.ids());
          assertThat(again.refused).hasSameSizeAs(run.refused);
        });
  }

  @Test
  void a_database_finds_the_same() {
    Seeds.forAll(
        6,
        LimitPropertiesTest::round,
        round -> {
          try (LimitTables tables = new LimitTables()) {
            check(round, round.run().in(tables));
          }
        });
  }

  private static void check(Round round, LimitRun run) {
    ByHand expected = new ByHand(round.limits());
    round.events().forEach(expected::take);

    List<String> refused = new ArrayList<>();
    Random random = new Random(round.cuts());
    for (int from = 0; from < round.events().size(); ) {
      int to = Math.min(round.events().size(), from + 1 + random.nextInt(30));
      List<Event> batch = round.events().subList(from, to);
      for (Outcome.Refused it : run.count(batch).refused()) {
        refused.add(it.limit() + " " + batch.get(it.occurrence()).id());
      }
      from = to;
    }

    assertThat(shown(run)).containsExactlyInAnyOrderElementsOf(expected.records);
    assertThat(warned(run)).containsExactlyInAnyOrderElementsOf(expected.warnings);
    assertThat(refused).containsExactlyInAnyOrderElementsOf(expected.refused);
  }

  private static List<String> shown(LimitRun run) {
    return run.violations.stream()
        .map(it -> {
          Window window = it.window();
          return "%s %s %d level %d value %d"
              .formatted(
                  it.record().limitName(),
                  Json.write(it.key()),
                  window == null ? it.time().toEpochMilli() : window.start().getEpochSecond(),
                  it.level(),
                  it.record().value());
        })
        .toList();
  }

  private static List<String> warned(LimitRun run) {
    return run.events(LimitEvents.WARNING).stream()
        .map(it -> {
          Value.Obj payload = it.payload().tree();
          return "%s %s %s %s value %s"
              .formatted(
                  text(payload, "limit_name"),
                  Json.write(payload.get("key")),
                  text(payload, "window_start"),
                  Json.write(payload.get("percents")),
                  Json.write(payload.get("limit_value")));
        })
        .toList();
  }

  private static String text(Value.Obj payload, String name) {
    return ((Value.Text) payload.get(name)).value();
  }

  /// The answer by hand: one sum for each limit, key and window, looked at after each event.
  private static final class ByHand {
    private final List<Plain> limits;
    private final Map<String, long[]> sums = new HashMap<>();
    final List<String> records = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<String> refused = new ArrayList<>();

    ByHand(List<Plain> limits) {
      this.limits = limits;
    }

    /// What was offered, what went on, levels recorded, percent warned of.
    private long[] sums(Plain limit, String key, long start) {
      return sums.computeIfAbsent(limit.name() + key + start, _ -> new long[4]);
    }

    void take(Event event) {
      long weight = Long.parseLong(event.payload().text().replaceAll(".*\"n\":(-?\\d+).*", "$1"));
      String key = "{" + event.payload().text().replaceAll("^\\{(?:(\"k\":[^,]*),)?.*", "$1") + "}";
      boolean ours = event.sourceId().equals("limits");
      long arrived = event.receivedAt().toEpochMilli();
      long at = event.occurredAt().toEpochMilli();
      at = at - arrived > 300_000 ? arrived : at;
      if (weight < 0) {
        return;
      }
      List<Plain> counting = new ArrayList<>();
      boolean ends = false;
      for (Plain limit : limits) {
        if (ours && !limit.countsOurs()) {
          continue;
        }
        if (limit.seconds() > 0
            && arrived > (start(limit, at) + limit.seconds()) * 1_000 + limit.latenessMillis()) {
          continue;
        }
        counting.add(limit);
        long before = limit.seconds() == 0 ? 0 : sums(limit, key, start(limit, at))[1];
        if (limit.drops() && !ours && before + weight > limit.threshold()) {
          refused.add(limit.name() + " " + event.id());
          ends = true;
        }
      }
      for (Plain limit : counting) {
        if (limit.seconds() == 0) {
          if (weight > limit.threshold() && !ours) {
            records.add("%s %s %d level 1 value %d".formatted(limit.name(), key, at, weight));
          }
        } else {
          long[] sum = sums(limit, key, start(limit, at));
          sum[0] += weight;
          sum[1] += ends ? 0 : weight;
          if (!ours) {
            look(limit, key, start(limit, at), sum);
          }
        }
      }
    }

    private void look(Plain limit, String key, long start, long[] sum) {
      int most = limit.againAt() == 0 || limit.threshold() == 0 ? 1 : 11;
      while (sum[2] < most && sum[0] * 100 > limit.threshold() * (100 + limit.againAt() * sum[2])) {
        sum[2]++;
        records.add(
            "%s %s %d level %d value %d".formatted(limit.name(), key, start, sum[2], sum[0]));
      }
      List<Integer> reached = new ArrayList<>();
      for (int percent : limit.warnAt()) {
        if (percent > sum[3]
            && limit.threshold() > 0
            && sum[0] * 100 >= limit.threshold() * percent) {
          reached.add(percent);
        }
      }
      if (sum[2] == 0 && !reached.isEmpty()) {
        sum[3] = reached.getLast();
        String time = Instant.ofEpochSecond(start).toString().replace("Z", ".000Z");
        String percents = reached.toString().replace(" ", "");
        warnings.add("%s %s %s %s value %d".formatted(limit.name(), key, time, percents, sum[0]));
      }
    }

    private static long start(Plain limit, long atMillis) {
      long start = atMillis / 1_000;
      return start - start % limit.seconds();
    }
  }
}
