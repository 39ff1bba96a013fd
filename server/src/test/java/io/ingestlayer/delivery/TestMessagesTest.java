package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.delivery.TestMessages.Draft;
import io.ingestlayer.delivery.TestMessages.Outcome;
import io.ingestlayer.event.Value;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TestMessagesTest {
  @AutoClose private final DeliveryWorld world = new DeliveryWorld();
  private final Lanes lanes = world.start();

  private Outcome send() {
    Target target = world.definitions.find("slack").orElseThrow();
    Draft draft =
        new Draft(
            "ingestlayer.test",
            Value.Obj.EMPTY,
            world.definitions.version(Definitions.PIPELINE),
            world.definitions.route("slack"));
    return lanes.tests().send(target, draft);
  }

  private List<CompletableFuture<Outcome>> sendStuck(int messages) {
    world.slack.stick();
    List<CompletableFuture<Outcome>> sent =
        IntStream.range(0, messages)
            .mapToObj(_ -> CompletableFuture.supplyAsync(this::send, this::start))
            .toList();
    world.await("all are under way", () -> world.slack.waiting() == messages);
    return sent;
  }

  private void start(Runnable work) {
    Thread.ofVirtual().start(work);
  }

  @Test
  void only_a_few_are_sent_at_once() throws Exception {
    List<CompletableFuture<Outcome>> stuck = sendStuck(TestMessages.AT_ONCE_MAX);

    Outcome oneMore = send();

    assertThat(oneMore).isInstanceOf(TestMessages.Busy.class);
    world.slack.release();
    for (CompletableFuture<Outcome> one : stuck) {
      assertThat(one.get(20, TimeUnit.SECONDS)).isInstanceOf(TestMessages.Sent.class);
    }
    assertThat(send()).isInstanceOf(TestMessages.Sent.class);
  }

  @Test
  void one_that_does_not_come_back_is_given_up_in_time() throws Exception {
    CompletableFuture<Outcome> stuck = sendStuck(1).getFirst();

    world.clock.turn(TestMessages.TIME_MAX.minus(Duration.ofMillis(1)));
    DeliveryWorld.settle(Duration.ofMillis(30));
    assertThat(stuck).isNotDone();
    world.clock.turn(Duration.ofMillis(1));

    assertThat(stuck.get(20, TimeUnit.SECONDS))
        .asInstanceOf(type(TestMessages.Sent.class))
        .extracting(it -> it.call().report().results().getFirst().code())
        .isEqualTo("timeout");
  }
}
