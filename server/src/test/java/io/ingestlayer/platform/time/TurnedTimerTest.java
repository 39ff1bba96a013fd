package io.ingestlayer.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class TurnedTimerTest {
  private final TurnableClock clock = TurnableClock.start();
  private final TurnedTimer timer = new TurnedTimer(clock);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @Test
  void runs_what_is_due_in_order_and_nothing_else() {
    timer.after(Duration.ofMinutes(2), () -> done.add("second"));
    timer.after(Duration.ofMinutes(1), () -> done.add("first"));
    timer.after(Duration.ofMinutes(2), () -> done.add("third"));
    timer.after(Duration.ofMinutes(3), () -> done.add("later"));

    clock.turn(Duration.ofMinutes(2));

    assertThat(done).containsExactly("first", "second", "third");
    assertThat(timer.waiting()).isEqualTo(1);
  }

  @Test
  void runs_what_a_task_makes_due_within_the_same_turn() {
    timer.after(
        Duration.ofMinutes(1),
        () -> {
          done.add("first");
          timer.after(Duration.ZERO, () -> done.add("follows"));
        });

    clock.turn(Duration.ofMinutes(1));

    assertThat(done).containsExactly("first", "follows");
  }

  @Test
  void runs_what_is_already_due_without_a_turn() {
    timer.at(clock.instant(), () -> done.add("now"));

    Await.until("the task", Duration.ofSeconds(5), () -> done.contains("now"));
  }

  @Test
  void does_not_run_what_was_cancelled() {
    Timer.Scheduled cancelled = timer.after(Duration.ofMinutes(1), () -> done.add("cancelled"));
    timer.after(Duration.ofMinutes(1), () -> done.add("kept"));

    cancelled.cancel();
    clock.turn(Duration.ofMinutes(1));

    assertThat(done).containsExactly("kept");
  }
}
