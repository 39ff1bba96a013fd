package io.ingestlayer.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class PurgeStepsTest {
  private final AtomicInteger steps = new AtomicInteger();

  /// Deletes out of so many rows.
  private IntUnaryOperator from(int rows) {
    AtomicInteger left = new AtomicInteger(rows);
    return max -> {
      steps.incrementAndGet();
      int deleted = Math.min(max, left.get());
      left.addAndGet(-deleted);
      return deleted;
    };
  }

  @Test
  void goes_on_until_a_step_finds_less_than_it_may_delete() {
    long gone = new PurgeSteps(10, 100).run(from(25));

    assertThat(gone).isEqualTo(25);
    assertThat(steps).hasValue(3);
  }

  @Test
  void a_run_ends_after_its_steps_and_leaves_the_rest_to_the_next() {
    IntUnaryOperator step = from(25);

    long first = new PurgeSteps(10, 2).run(step);
    long second = new PurgeSteps(10, 2).run(step);

    assertThat(first).isEqualTo(20);
    assertThat(second).isEqualTo(5);
  }

  @Test
  void nothing_to_do_is_one_step() {
    assertThat(new PurgeSteps(10, 100).run(from(0))).isZero();
    assertThat(steps).hasValue(1);
  }

  @Test
  void a_run_without_steps_or_a_step_without_rows_is_refused() {
    assertThatThrownBy(() -> new PurgeSteps(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PurgeSteps(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
