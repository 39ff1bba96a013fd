package io.ingestlayer.platform.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Lets out to public addresses, and to those private ones that the operator has listed.
///
/// What is private: IANA's special-purpose registries, and every form in which an IPv6 address carries an IPv4 one.
public final class CheckedEgress implements EgressPolicy {
  private static final List<Cidr> PRIVATE =
      ranges(
          """
          0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
          192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
          ::/96 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
          """);

  /// Public IPv6 ranges that carry an IPv4 address, and where in it: NAT64, 6to4.
  private static final List<Carrier> CARRIERS =
      List.of(new Carrier(Cidr.parse("64:ff9b::/96"), 12), new Carrier(Cidr.parse("2002::/16"), 2));

  private final List<Cidr> allowed;
  private final Resolver resolver;

  private record Carrier(Cidr range, int at) {}

  /// Asks for the addresses of a name.
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  public CheckedEgress(List<Cidr> allowed, Resolver resolver) {
    this.allowed = List.copyOf(allowed);
    this.resolver = resolver;
  }

  /// Ranges separated by commas or blanks, as in `INGESTLAYER_EGRESS_ALLOW`.
  public static List<Cidr> ranges(String text) {
    return Arrays.stream(text.split("[,\\s]+"))
        .filter(it -> !it.isEmpty())
        .map(Cidr::parse)
        .toList();
  }

  @Override
  public List<InetAddress> resolve(String host) throws EgressRefusedException {
    List<InetAddress> addresses = List.of(lookUp(host));
    for (InetAddress address : addresses) {
      if (!isAllowed(address)) {
        throw new EgressRefusedException(
            EgressRefusedException.Reason.NOT_ALLOWED,
            "%s is %s, an address that is not public. If destinations may reach it, start the server with INGESTLAYER_EGRESS_ALLOW=%s"
                .formatted(host, address.getHostAddress(), suggestion(address)));
      }
    }
    return addresses;
  }

  private InetAddress[] lookUp(String host) throws EgressRefusedException {
    try {
      InetAddress[] addresses = resolver.resolve(bare(host));
      if (addresses.length > 0) {
        return addresses;
      }
    } catch (UnknownHostException e) {
      // Answered below, as for a name without addresses.
    }
    throw new EgressRefusedException(
        EgressRefusedException.Reason.UNRESOLVED,
        "the name " + host + " has no address: check its spelling and this machine's DNS");
  }

  private boolean isAllowed(InetAddress address) {
    byte[] bytes = address.getAddress();
    return in(allowed, bytes) || forms(bytes).allMatch(it -> in(allowed, it) || !in(PRIVATE, it));
  }

  /// The address itself and every IPv4 address inside it.
  private static Stream<byte[]> forms(byte[] address) {
    List<byte[]> forms = new ArrayList<>(List.of(address));
    for (Carrier carrier : CARRIERS) {
      if (carrier.range().contains(address)) {
        forms.add(Arrays.copyOfRange(address, carrier.at(), carrier.at() + 4));
      }
    }
    return forms.stream();
  }

  private static boolean in(List<Cidr> ranges, byte[] address) {
    return ranges.stream().anyMatch(it -> it.contains(address));
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static String suggestion(InetAddress address) {
    // A link-local address comes with the name of its interface, which no range has.
    String text = address.getHostAddress().replaceFirst("%.*", "");
    return text + (address.getAddress().length == 4 ? "/32" : "/128");
  }
}
