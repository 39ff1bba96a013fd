package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.delivery.DeliveryLists.Count;
import io.ingestlayer.delivery.DeliveryLists.Group;
import io.ingestlayer.delivery.DeliveryLists.Page;
import io.ingestlayer.delivery.FinishedDelivery.State;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.testkit.seed.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryListsTest {
  private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
  private static final Comparator<FinishedDelivery> NEWEST_FIRST =
      Comparator.comparing(FinishedDelivery::finishedAt)
          .thenComparing(it -> it.id().value().toString())
          .reversed();

  private final TestPostgres postgres = DeliveryTables.fresh();
  private final Database database = DeliveryTables.open(postgres);
  private final DeliveryLists lists = new PostgresDeliveryLists(database);
  private final PostgresDeliveryRows rows = new PostgresDeliveryRows();
  private long number;

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }

  @Test
  void pages_hold_what_passes_the_filter_each_once_and_the_newest_first() {
    Random random = Seeds.random();
    List<FinishedDelivery> all = scattered(random, 3_000);
    store(all);

    for (int round = 0; round < 60; round++) {
      DeliveryFilter filter = filter(random);
      int limit = 1 + random.nextInt(60);

      List<UUID> found = paged(filter, limit);

      assertThat(found)
          .as("%s by %d", filter, limit)
          .isEqualTo(
              all.stream()
                  .filter(it -> passes(filter, it))
                  .sorted(NEWEST_FIRST)
                  .map(it -> it.id().value())
                  .toList());
    }
  }

  @Test
  void counts_are_what_the_rows_are() {
    Random random = Seeds.random();
    List<FinishedDelivery> all = scattered(random, 2_000);
    store(all.subList(0, 700));
    store(all.subList(700, 2_000));

    List<Count> counts =
        lists.counts(DeliveryFilter.ALL, Duration.ofHours(1), Set.of(Group.STATE, Group.CODE));

    Map<String, Long> expected =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    it ->
                        it.finishedAt().truncatedTo(ChronoUnit.HOURS)
                            + " "
                            + PostgresDeliveryRows.word(it.state())
                            + " "
                            + it.code(),
                    TreeMap::new,
                    Collectors.counting()));
    Map<String, Long> found = new TreeMap<>();
    counts.forEach(it -> found.put(it.at() + " " + it.state() + " " + it.code(), it.deliveries()));
    assertThat(found).isEqualTo(expected);
    assertThat(lists.counts(DeliveryFilter.ALL.withState("dead"), Duration.ofDays(1), Set.of()))
        .singleElement()
        .matches(it -> it.deliveries() == all.stream().filter(d -> d.state() == State.DEAD).count())
        .matches(it -> it.destination() == null && it.code() == null);
  }

  @Test
  void a_minute_whose_rows_are_gone_hides_no_older_one() {
    store(List.of(delivery(NINE, State.DEAD, "slack", 1, "gone")));
    store(List.of(delivery(NINE.minusSeconds(600), State.DEAD, "slack", 1, "here")));
    database.transaction(
        "a day's table is dropped",
        connection -> Sql.update(connection, "delete from delivery where code = 'gone'"));

    Page<DeliveryView> page = lists.deliveries(DeliveryFilter.ALL.withState("dead"), null, 10);

    assertThat(page.items()).extracting(DeliveryView::code).containsExactly("here");
    assertThat(page.next()).isNull();
  }

  @Test
  void counts_past_their_retention_go_in_steps() {
    store(List.of(delivery(NINE, State.DEAD, "slack", 1, "old")));
    store(List.of(delivery(NINE.plusSeconds(60), State.DEAD, "slack", 1, "old")));
    store(List.of(delivery(NINE.plusSeconds(120), State.DEAD, "slack", 1, "new")));

    long gone =
        new PostgresDeliveryMinutes(database).purge(NINE.plusSeconds(120), new PurgeSteps(1, 10));

    assertThat(gone).isEqualTo(2);
    assertThat(lists.counts(DeliveryFilter.ALL, Duration.ofMinutes(1), Set.of(Group.CODE)))
        .extracting(Count::code)
        .containsExactly("new");
  }

  @Test
  void a_place_that_is_none_is_told() {
    assertThatThrownBy(() -> lists.deliveries(DeliveryFilter.ALL, "nowhere", 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<UUID> paged(DeliveryFilter filter, int limit) {
    List<UUID> found = new ArrayList<>();
    String after = null;
    do {
      Page<DeliveryView> page = lists.deliveries(filter, after, limit);
      page.items().forEach(it -> found.add(it.id().value()));
      after = page.next();
    } while (after != null);
    return found;
  }

  private static DeliveryFilter filter(Random random) {
    return new DeliveryFilter(
        random.nextBoolean() ? null : oneOf(random, "delivered", "dead", "dropped"),
        random.nextBoolean() ? null : oneOf(random, "slack", "warehouse", "rare", "none"),
        random.nextBoolean() ? null : Set.of(1 + random.nextInt(3)),
        random.nextInt(4) > 0 ? null : oneOf(random, "ok", "http_500", "filtered"),
        random.nextBoolean() ? null : NINE.plusSeconds(random.nextInt(9_000)),
        random.nextBoolean() ? null : NINE.plusSeconds(random.nextInt(9_000)));
  }

  private static boolean passes(DeliveryFilter filter, FinishedDelivery row) {
    return is(filter.state(), PostgresDeliveryRows.word(row.state()))
        && is(filter.destination(), row.destination())
        && is(filter.code(), row.code())
        && (filter.pipelineVersions() == null
            || filter.pipelineVersions().contains(row.pipelineVersion()))
        && (filter.from() == null || !row.finishedAt().isBefore(filter.from()))
        && (filter.to() == null || row.finishedAt().isBefore(filter.to()));
  }

  private static boolean is(@Nullable String wanted, @Nullable String actual) {
    return wanted == null || wanted.equals(actual);
  }

  private List<FinishedDelivery> scattered(Random random, int many) {
    List<FinishedDelivery> all = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      // Many of one millisecond, so that the id decides.
      Instant at = NINE.plusSeconds(random.nextInt(9_000)).plusMillis(random.nextInt(3));
      State state =
          switch (random.nextInt(20)) {
            case 0 -> State.DEAD;
            case 1, 2 -> State.DROPPED;
            default -> State.DELIVERED;
          };
      String destination =
          state == State.DROPPED
              ? null
              : random.nextInt(300) == 0 ? "rare" : oneOf(random, "slack", "warehouse");
      String code =
          switch (state) {
            case DEAD -> oneOf(random, "http_500", "too_long");
            case DROPPED -> "filtered";
            default -> "ok";
          };
      all.add(delivery(at, state, destination, 1 + random.nextInt(2), code));
    }
    return all;
  }

  private static String oneOf(Random random, String... words) {
    return words[random.nextInt(words.length)];
  }

  private FinishedDelivery delivery(
      Instant at, State state, @Nullable String destination, int version, String code) {
    EventId event = new EventId(new UUID((at.toEpochMilli() << 16) | 0x7000, ++number));
    return new FinishedDelivery(
        DeliveryId.of(event, version, 0, 0),
        event,
        new Offset(0, number),
        version,
        destination == null ? -1 : 0,
        destination,
        destination,
        null,
        state,
        null,
        code,
        1,
        at,
        Value.Obj.EMPTY);
  }

  private void store(List<FinishedDelivery> finished) {
    database.transaction(
        "store",
        connection -> {
          rows.finished(connection, finished);
          return true;
        });
  }
}
