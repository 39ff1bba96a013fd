package io.ingestlayer.delivery.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Secret;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccountPacesTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
  private static final Account ONE = new Account("one");

  private final AccountPaces<Window> paces = new AccountPaces<>(Window::new);

  /// Two in ten seconds.
  private static final class Window implements AccountPaces.Pace {
    private final SentTimes times = new SentTimes(2, Duration.ofSeconds(10));

    Duration take(Instant now) {
      Duration wait = times.waitAt(now);
      if (wait.isZero()) {
        times.add(now);
      }
      return wait;
    }

    @Override
    public boolean isOver(Instant now) {
      return times.isOver(now);
    }
  }

  private Duration take(Account account, Instant at) {
    return paces.with(account, at, it -> it.take(at));
  }

  @Test
  void the_same_credential_is_one_account_and_its_mark_does_not_give_it_away() {
    Account one = Account.of(new Secret("xoxb-the-same-token"));
    Account again = Account.of(new Secret("xoxb-the-same-token"));
    Account other = Account.of(new Secret("xoxb-another-token"));

    assertThat(one).isEqualTo(again).isNotEqualTo(other);
    assertThat(one.toString()).doesNotContain("xoxb", "token");
  }

  @Test
  void an_account_has_one_pace_and_another_one_its_own() {
    take(ONE, NOW);
    take(ONE, NOW);

    assertThat(take(ONE, NOW.plusSeconds(4))).isEqualTo(Duration.ofSeconds(6));
    assertThat(take(new Account("other"), NOW.plusSeconds(4))).isZero();
    assertThat(take(ONE, NOW.plusSeconds(10))).isZero();
  }

  @Test
  void those_that_have_nothing_to_wait_for_are_forgotten() {
    take(ONE, NOW);
    take(new Account("busy"), NOW.plusSeconds(9));

    take(new Account("new"), NOW.plusSeconds(10));

    assertThat(paces.size()).isEqualTo(2);
  }

  @Test
  void no_more_than_a_thousand_are_known_and_those_that_are_stay_known() {
    for (int i = 0; i < AccountPaces.ACCOUNTS_MAX; i++) {
      take(new Account("a" + i), NOW);
      take(new Account("a" + i), NOW);
    }

    assertThat(take(new Account("one more"), NOW)).isZero();

    assertThat(paces.size()).isEqualTo(AccountPaces.ACCOUNTS_MAX);
    assertThat(take(new Account("a0"), NOW)).isEqualTo(Duration.ofSeconds(10));
  }
}
