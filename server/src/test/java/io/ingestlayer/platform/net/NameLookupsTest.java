package io.ingestlayer.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ingestlayer.platform.net.EgressPolicy.Ports;
import io.ingestlayer.platform.net.NameAnswer.Addresses;
import io.ingestlayer.platform.net.NameAnswer.NoSuchName;
import io.ingestlayer.platform.net.NameAnswer.Unknown;
import io.ingestlayer.testkit.await.Await;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A name server is played by the first label of the name: `fine`, `none` (no such name), `broken` (the name's own name
/// servers fail), `hanging`.
@Timeout(30)
class NameLookupsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(800);
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("8.8.8.8");
  private static final NameAnswer FOUND = new Addresses(List.of(ADDRESS));

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger hanging = new AtomicInteger();
  private final AtomicBoolean isUp = new AtomicBoolean(true);
  private final AtomicBoolean isOnVirtualThread = new AtomicBoolean();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private volatile CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    callers.close();
  }

  private InetAddress[] system(String host) throws UnknownHostException {
    if (host.endsWith(".invalid.")) {
      throw new UnknownHostException(host + (isUp.get() ? NONE : AGAIN));
    }
    asked.incrementAndGet();
    isOnVirtualThread.compareAndSet(false, Thread.currentThread().isVirtual());
    return switch (host.replaceFirst("[0-9]*\\..*", "")) {
      case "fine" -> new InetAddress[] {ADDRESS};
      case "none" -> throw new UnknownHostException(host + NONE);
      case "empty" ->
          throw new UnknownHostException(host + ": No address associated with hostname");
      case "broken" -> throw new UnknownHostException(host + AGAIN);
      case "foreign" -> throw new UnknownHostException(host + ": Der Name ist nicht bekannt");
      default -> throw hang(host);
    };
  }

  private static final String NONE = ": Name or service not known";
  private static final String AGAIN = ": Temporary failure in name resolution";

  private UnknownHostException hang(String host) {
    CountDownLatch until = end;
    hanging.incrementAndGet();
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    hanging.decrementAndGet();
    return new UnknownHostException(host + AGAIN);
  }

  private NameLookups lookups(Duration within) {
    return new NameLookups(this::system, within);
  }

  private List<NameAnswer> ask(NameLookups lookups, int count, String label) throws Exception {
    List<Callable<NameAnswer>> questions =
        IntStream.range(0, count)
            .<Callable<NameAnswer>>mapToObj(i -> () -> lookups.ask(label + i + ".example"))
            .toList();
    return callers.invokeAll(questions).stream().map(Future::resultNow).toList();
  }

  @Test
  void a_name_that_hangs_has_an_end_and_delays_no_other_name_and_no_address() throws Exception {
    CheckedEgress egress =
        new CheckedEgress(List.of(), Set.of(), new OwnListeners(), lookups(SHORT.multipliedBy(5)));
    Future<?> held =
        callers.submit(() ->
            catchThrowableOfType(
                EgressRefusedException.class,
                () -> egress.resolve("hanging.example", 443, Ports.WEB)));
    Await.until("the hanging one", LONG, () -> hanging.get() == 1);

    List<InetAddress> named = egress.resolve("fine.example", 443, Ports.WEB);
    List<InetAddress> written = egress.resolve("8.8.4.4", 443, Ports.WEB);
    boolean isHeld = !held.isDone();

    assertThat(named).containsExactly(ADDRESS);
    assertThat(written).hasSize(1);
    assertThat(isHeld).isTrue();
    assertThat(((EgressRefusedException) held.get()).code()).isEqualTo("unresolved_host");
    assertThat(hanging).hasValue(1);
  }

  @Test
  void who_asks_for_the_same_name_at_the_same_time_shares_one_lookup() throws Exception {
    NameLookups lookups = lookups(LONG);
    List<Future<NameAnswer>> all =
        IntStream.range(0, 20)
            .mapToObj(_ -> callers.submit(() -> lookups.ask("hanging.example")))
            .toList();
    Await.until("the lookup", LONG, () -> hanging.get() == 1);

    end.countDown();

    for (Future<NameAnswer> one : all) {
      assertThat(one.get()).isEqualTo(new Unknown(false));
    }
    // Who came after it was over has asked anew.
    assertThat(asked.get()).isLessThan(20);
  }

  @Test
  void each_question_after_an_answer_is_asked_anew() {
    NameLookups lookups = lookups(LONG);

    assertThat(lookups.ask("fine.example")).isEqualTo(FOUND);
    assertThat(lookups.ask("fine.example")).isEqualTo(FOUND);

    assertThat(asked).hasValue(2);
  }

  @Test
  void names_that_had_no_answer_in_time_hold_up_no_others_however_many_they_are() throws Exception {
    NameLookups lookups = lookups(SHORT);
    List<NameAnswer> first = ask(lookups, NameLookups.AT_ONCE_MAX, "hanging");
    end.countDown();
    Await.until(
        "their end", LONG, () -> asked.get() == NameLookups.AT_ONCE_MAX && hanging.get() == 0);
    end = new CountDownLatch(1);

    List<NameAnswer> second = ask(lookups, NameLookups.AT_ONCE_MAX, "hanging");

    assertThat(first).contains(new Unknown(false)).allMatch(Unknown.class::isInstance);
    assertThat(second).allMatch(Unknown.class::isInstance);
    assertThat(hanging).hasValue(NameLookups.SLOW_AT_ONCE_MAX);
    assertThat(lookups.ask("fine.example")).isEqualTo(FOUND);
  }

  @Test
  void what_there_was_no_thread_to_ask_for_is_our_own_doing() throws Exception {
    int more = 30;

    List<NameAnswer> answers = ask(lookups(SHORT), NameLookups.AT_ONCE_MAX + more, "hanging");

    assertThat(hanging).hasValue(NameLookups.AT_ONCE_MAX);
    assertThat(answers).filteredOn(new Unknown(true)::equals).hasSize(more);
    assertThat(answers).filteredOn(new Unknown(false)::equals).hasSize(NameLookups.AT_ONCE_MAX);
  }

  @Test
  void no_lookup_is_on_a_virtual_thread_of_which_only_256_can_hang() throws Exception {
    assertThat(ask(lookups(LONG), 1, "fine")).containsExactly(FOUND);

    assertThat(isOnVirtualThread).isFalse();
  }

  @Test
  void a_name_that_does_not_exist_is_told_from_one_that_nobody_could_look_up() {
    NameLookups lookups = lookups(LONG);

    assertThat(lookups.ask("none.example")).isEqualTo(new NoSuchName());
    assertThat(lookups.ask("empty.example")).isEqualTo(new NoSuchName());
    assertThat(lookups.ask("broken.example")).isEqualTo(new Unknown(false));
    assertThat(lookups.ask("foreign.example")).isEqualTo(new Unknown(false));
  }

  @Test
  void name_servers_that_answer_nothing_are_our_own_fault() {
    NameLookups lookups = lookups(SHORT);
    isUp.set(false);
    CheckedEgress egress = new CheckedEgress(List.of(), Set.of(), new OwnListeners(), lookups);

    assertThat(lookups.ask("broken.example")).isEqualTo(new Unknown(true));
    assertThat(lookups.ask("hanging.example")).isEqualTo(new Unknown(true));
    // Words that are not known say nothing about anybody.
    assertThat(lookups.ask("foreign.example")).isEqualTo(new Unknown(false));
    assertThat(
            catchThrowableOfType(
                EgressRefusedException.class,
                () -> egress.resolve("broken.example", 443, Ports.WEB)))
        .hasMessageContaining("broken.example")
        .extracting(EgressRefusedException::code)
        .isEqualTo("dns_unavailable");
  }

  @Test
  void an_interrupted_caller_is_let_go_and_blames_nobody() throws Exception {
    isUp.set(false);
    NameLookups lookups = lookups(LONG);
    AtomicBoolean stays = new AtomicBoolean();
    Future<NameAnswer> answer;
    Thread[] caller = new Thread[1];
    answer =
        callers.submit(() -> {
          caller[0] = Thread.currentThread();
          NameAnswer said = lookups.ask("hanging.example");
          stays.set(Thread.currentThread().isInterrupted());
          return said;
        });
    Await.until("the lookup", LONG, () -> hanging.get() == 1);

    caller[0].interrupt();

    assertThat(answer.get()).isEqualTo(new Unknown(false));
    assertThat(stays).isTrue();
  }
}
