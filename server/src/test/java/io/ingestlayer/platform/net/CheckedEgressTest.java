package io.ingestlayer.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ingestlayer.platform.net.EgressPolicy.Ports;
import io.ingestlayer.platform.net.EgressRefusedException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedEgressTest {
  private static CheckedEgress allowing(String ranges) {
    return new CheckedEgress(CheckedEgress.ranges(ranges), InetAddress::getAllByName);
  }

  private static Reason refusal(CheckedEgress egress, String host) {
    try {
      throw new AssertionError(host + " was let out to " + egress.resolve(host, 443, Ports.WEB));
    } catch (EgressRefusedException e) {
      return e.reason();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "127.255.255.254",
        "2130706433",
        "0",
        "0.0.0.0",
        "localhost",
        "[::1]",
        "::1",
        "[::]",
        "[::ffff:169.254.169.254]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::8.8.8.8]",
        "[2002:7f00:1::]",
        "[2002:a9fe:a9fe::1]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "[2001:db8::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[100::1]",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.169.254",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.88.99.1"
      })
  void an_address_that_is_not_public_is_refused_however_it_is_written(String host) {
    assertThat(refusal(allowing(""), host)).isEqualTo(Reason.NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x7f000001", "0177.0.0.1", "0x7f.1", "127.0.0.1.", "017700000001"})
  void a_spelling_that_parsers_disagree_on_never_gets_out_to_loopback(String host) {
    try {
      List<InetAddress> addresses = allowing("").resolve(host, 443, Ports.WEB);

      // The address that was checked is the one that is connected to, so only this must hold.
      assertThat(addresses).noneMatch(InetAddress::isLoopbackAddress);
    } catch (EgressRefusedException e) {
      assertThat(e.reason()).isIn(Reason.NOT_ALLOWED, Reason.UNRESOLVED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "11.0.0.1",
        "223.255.255.255",
        "[2606:4700:4700::1111]",
        "[64:ff9b::8.8.8.8]",
        "[2002:808:808::1]"
      })
  void a_public_address_is_let_out(String host) throws EgressRefusedException {
    assertThat(allowing("").resolve(host, 443, Ports.WEB)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, INGESTLAYER_EGRESS_ALLOW=10.1.2.3/32",
    "[fd00::1], INGESTLAYER_EGRESS_ALLOW=fd00:0:0:0:0:0:0:1/128",
    "[::ffff:10.1.2.3], INGESTLAYER_EGRESS_ALLOW=10.1.2.3/32",
    "[fe80::1%1], INGESTLAYER_EGRESS_ALLOW=fe80:0:0:0:0:0:0:1/128"
  })
  void the_refusal_says_what_to_add_and_that_lets_it_out(String host, String line)
      throws EgressRefusedException {
    assertThatExceptionOfType(EgressRefusedException.class)
        .isThrownBy(() -> allowing("").resolve(host, 443, Ports.WEB))
        .withMessageContaining(line);

    String added = line.substring(line.indexOf('=') + 1);
    assertThat(allowing(added).resolve(host, 443, Ports.WEB)).hasSize(1);
  }

  @Test
  void an_allowed_range_lets_out_to_nothing_else() {
    assertThat(refusal(allowing("10.0.0.0/8, 127.0.0.0/8"), "192.168.1.1"))
        .isEqualTo(Reason.NOT_ALLOWED);
    assertThat(refusal(allowing("64:ff9b::/97"), "[64:ff9b::f000:1]"))
        .isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void a_name_with_one_private_address_is_refused_whole() throws Exception {
    InetAddress[] mixed = {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1")};
    CheckedEgress egress = new CheckedEgress(List.of(), host -> mixed);

    assertThat(refusal(egress, "both.example")).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void a_name_is_asked_for_once_so_that_a_second_answer_cannot_differ() throws Exception {
    Deque<String> answers = new ArrayDeque<>(List.of("8.8.8.8", "127.0.0.1"));
    CheckedEgress egress =
        new CheckedEgress(
            List.of(), host -> new InetAddress[] {InetAddress.getByName(answers.remove())});

    List<InetAddress> first = egress.resolve("turning.example", 443, Ports.WEB);

    assertThat(first).containsExactly(InetAddress.getByName("8.8.8.8"));
    assertThat(answers).hasSize(1);
    assertThat(refusal(egress, "turning.example")).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void a_name_without_an_address_may_have_one_later() {
    CheckedEgress unknown =
        new CheckedEgress(
            List.of(),
            host -> {
              throw new UnknownHostException(host);
            });
    CheckedEgress empty = new CheckedEgress(List.of(), host -> new InetAddress[0]);

    assertThat(refusal(unknown, "nowhere.example")).isEqualTo(Reason.UNRESOLVED);
    assertThat(refusal(empty, "nowhere.example")).isEqualTo(Reason.UNRESOLVED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "example.com", "10.0.0.0/x", "::/129", "/8", "10.0.0.0/-1"})
  void a_range_that_is_none_is_refused(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Cidr.parse(text));
  }
}
