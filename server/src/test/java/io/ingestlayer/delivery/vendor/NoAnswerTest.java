package io.ingestlayer.delivery.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.ConnectException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoAnswerTest {
  @Test
  void a_name_that_nobody_could_look_up_may_be_our_fault_and_one_that_does_not_exist_is_theirs() {
    String said = "the name hooks.example has no address";

    Object nobody = NoAnswer.refused(EgressRefusedException.unresolved(said));
    Object answered = NoAnswer.refused(EgressRefusedException.unknown(said));

    assertThat(nobody)
        .isEqualTo(new Retry("unresolved_host", said, false, new Unreached(said, false)));
    assertThat(answered).isEqualTo(new Retry("unknown_host", said, false));
  }

  @Test
  void a_dns_that_answers_nothing_is_our_fault_for_certain() {
    Object unavailable = NoAnswer.refused(EgressRefusedException.dnsUnavailable("silent"));

    assertThat(unavailable)
        .isEqualTo(new Retry("dns_unavailable", "silent", false, new Unreached("silent", true)));
  }

  @Test
  void no_route_to_anywhere_is_our_fault_for_certain() {
    ConnectException refused = new ConnectException("Connection refused");
    ConnectException noRoute = new ConnectException("Network is unreachable");

    Retry theirs =
        NoAnswer.lost(new HttpSendException("connect_failed", "no a", false, refused), true);
    Retry ours = NoAnswer.lost(new HttpSendException("no_route", "no b", false, noRoute), true);

    assertThat(theirs.unreached()).isEqualTo(new Unreached("no a", false));
    assertThat(ours.unreached()).isEqualTo(new Unreached("no b", true));
  }

  @Test
  void a_host_from_which_nothing_comes_back_is_silent() {
    Retry silent = NoAnswer.lost(new HttpSendException("connect_timeout", "a", false, null), true);

    assertThat(silent.unreached()).isEqualTo(new Unreached("a", Set.of(), false, true));
  }

  @Test
  void our_own_proxy_is_our_fault_for_certain() {
    Retry proxy = NoAnswer.lost(new HttpSendException("proxy_failed", "gone", false, null), true);

    assertThat(proxy.unreached()).isEqualTo(new Unreached("gone", true));
  }

  @Test
  void a_connection_that_was_there_and_was_lost_is_theirs() {
    Retry lost =
        NoAnswer.lost(
            new HttpSendException("connection_lost", "reset", true, new ConnectException()), true);

    assertThat(lost.unreached()).isNull();
    assertThat(lost.ambiguous()).isTrue();
  }
}
