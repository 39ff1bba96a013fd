package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class FailureTraceTest {
  @Test
  void says_where_a_fault_came_from_and_nothing_of_what_it_says() {
    RuntimeException failure;
    try {
      failure = new IllegalStateException("never: " + URI.create("https://h/hunter 2"));
    } catch (IllegalArgumentException e) {
      failure = new IllegalStateException("of hunter2", e);
    }

    assertThat(failure)
        .hasRootCauseMessage("Illegal character in path at index 16: https://h/hunter 2");
    assertThat(FailureTrace.of(failure))
        .startsWith(
            "java.lang.IllegalStateException\n  at io.ingestlayer.delivery.FailureTraceTest")
        .contains(
            "caused by java.lang.IllegalArgumentException\n  at java.base/java.net.URI.create")
        .doesNotContain("hunter");
  }
}
