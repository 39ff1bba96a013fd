package io.ingestlayer.log.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Payload;
import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.EventFilter;
import io.ingestlayer.log.EventPage;
import io.ingestlayer.log.EventQueries;
import io.ingestlayer.log.NewEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresEventQueriesTest {
  private final TestLog test = new TestLog();
  private final PostgresEventLog log = test.open("here", LogSettings.defaults());
  private final EventQueries queries = new PostgresEventQueries(test.database(), 7);
  private final List<Event> newestFirst = new ArrayList<>();

  /// Forty events over ten days, ten hours apart in fours, of two types and two sources.
  @BeforeEach
  void events() throws Exception {
    for (int call = 0; call < 10; call++) {
      List<NewEvent> events = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String type = call == 3 ? "rare" : "common";
        String source = i == 0 ? "hooks" : "app";
        events.add(new NewEvent(type, source, null, Payload.ofText("{}"), null));
      }
      for (AppendResult result : log.append(events)) {
        newestFirst.add(((AppendResult.Stored) result).event());
      }
      test.clock().turn(Duration.ofHours(24));
    }
    newestFirst.sort(Comparator.comparing(Event::id).reversed());
  }

  @AfterEach
  void close() {
    test.close();
  }

  private List<Event> walk(EventFilter filter, int limit) {
    List<Event> all = new ArrayList<>();
    @Nullable EventId after = null;
    for (int pages = 0; pages < 100; pages++) {
      EventPage page = queries.list(filter, after, limit);
      assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(page.events());
      after = page.next();
      if (after == null) {
        return all;
      }
    }
    throw new AssertionError("the list has no end");
  }

  @Test
  void lists_the_newest_first_page_by_page() {
    assertThat(queries.list(EventFilter.ALL, null, 3).events())
        .isEqualTo(newestFirst.subList(0, 3));
    assertThat(walk(EventFilter.ALL, 3)).isEqualTo(newestFirst);
    assertThat(walk(EventFilter.ALL, 40)).isEqualTo(newestFirst);
  }

  @Test
  void finds_a_rare_type_beyond_what_one_page_may_look_at() {
    EventFilter rare = new EventFilter("rare", null, null, null);

    EventPage first = queries.list(rare, null, 10);

    assertThat(first.events()).isEmpty();
    assertThat(first.next()).isNotNull();
    assertThat(walk(rare, 10))
        .isEqualTo(newestFirst.stream().filter(it -> it.type().equals("rare")).toList());
  }

  @Test
  void filters_by_source_and_type_together() {
    assertThat(walk(new EventFilter("common", "hooks", null, null), 2))
        .isEqualTo(
            newestFirst.stream()
                .filter(it -> it.type().equals("common") && it.sourceId().equals("hooks"))
                .toList());
  }

  @Test
  void filters_by_time_from_which_on_and_before_which() {
    Instant third = newestFirst.get(39 - 8).receivedAt();
    Instant sixth = newestFirst.get(39 - 20).receivedAt();

    assertThat(walk(new EventFilter(null, null, third, sixth), 5))
        .isEqualTo(newestFirst.subList(20, 32));
    assertThat(walk(new EventFilter(null, null, third.plusNanos(1), sixth.plusNanos(1)), 5))
        .isEqualTo(newestFirst.subList(16, 28));
    assertThat(walk(new EventFilter(null, null, Instant.MIN, Instant.MAX), 50))
        .isEqualTo(newestFirst);
  }

  @Test
  void finds_one_by_its_id() {
    Event event = newestFirst.get(17);

    assertThat(queries.find(event.id())).contains(event);
  }
}
