package io.ingestlayer.platform.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which addresses are public, and the IPv4 addresses that IPv6 ones carry.
///
/// Private is what IANA's special-purpose registries do not call globally reachable, and all IPv6 outside of global
/// unicast: <https://www.iana.org/assignments/iana-ipv4-special-registry>,
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>. Stricter in `192.0.0.0/24` and `2001::/23`, where single
/// addresses are reachable but no destination is.
final class AddressForms {
  /// In this order: this network, private, CGNAT, loopback, link-local, private, protocols, documentation, 6to4 relays,
  /// private, benchmarks, documentation twice, multicast, reserved with broadcast.
  private static final List<Cidr> PRIVATE =
      CheckedEgress.ranges(
          """
          0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
          192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
          2001::/23 2001:db8::/32 3fff::/20
          """);

  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

  /// What is left without loopback, IPv4-mapped and -compatible, local NAT64, discard, ULA, link- and site-local,
  /// multicast, segment routing and what nobody has been given.
  private static final List<Cidr> GLOBAL_UNICAST = List.of(Cidr.parse("2000::/3"), NAT64);

  private AddressForms() {}

  /// The address itself and every IPv4 address inside it.
  static List<byte[]> of(byte[] address) {
    List<byte[]> forms = new ArrayList<>(List.of(address));
    if (NAT64.contains(address) || isIsatap(address)) {
      forms.add(Arrays.copyOfRange(address, 12, 16));
    }
    if (SIX_TO_FOUR.contains(address)) {
      forms.add(Arrays.copyOfRange(address, 2, 6));
    }
    return forms;
  }

  /// Under any prefix: `…:0:5efe:a.b.c.d` or `…:200:5efe:a.b.c.d` (RFC 5214, 6.1).
  private static boolean isIsatap(byte[] address) {
    return address.length == 16
        && (address[8] & 0xfd) == 0
        && address[9] == 0
        && address[10] == 0x5e
        && (address[11] & 0xff) == 0xfe;
  }

  static boolean isPublic(byte[] address) {
    return !in(PRIVATE, address) && (address.length == 4 || in(GLOBAL_UNICAST, address));
  }

  private static boolean in(List<Cidr> ranges, byte[] address) {
    return ranges.stream().anyMatch(it -> it.contains(address));
  }
}
