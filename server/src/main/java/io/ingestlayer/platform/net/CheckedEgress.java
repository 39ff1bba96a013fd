package io.ingestlayer.platform.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Lets out to public addresses, and to those private ones that the operator has listed; never to this server itself.
public final class CheckedEgress implements EgressPolicy {
  private static final Set<Integer> WEB_PORTS = Set.of(80, 443);

  /// A last label that is a number makes a host an address: <https://url.spec.whatwg.org/#ends-in-a-number-checker>.
  private static final Pattern ADDRESS =
      Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?|.*[:%\\[\\]].*");

  /// Read as octal by some and as decimal by others.
  private static final Pattern LEADING_ZERO = Pattern.compile("(.*\\.)?0[0-9][0-9.]*");

  private final List<Cidr> allowed;
  private final Set<Integer> webPorts;
  private final OwnListeners own;
  private final NameLookups names;

  /// Asks for the addresses of a name, for as long as it takes; several threads at a time.
  public interface Resolver {
    /// @throws UnknownHostException when there are none, in the words of [InetAddress#getAllByName]
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /// For a process that listens nowhere, with HTTP on its usual ports.
  public CheckedEgress(List<Cidr> allowed, Resolver resolver) {
    this(allowed, Set.of(), new OwnListeners(), resolver);
  }

  /// @param allowed private addresses that may be connected to, on any port
  /// @param webPorts for HTTP, beside 80 and 443
  public CheckedEgress(
      List<Cidr> allowed, Set<Integer> webPorts, OwnListeners own, Resolver resolver) {
    this(allowed, webPorts, own, new NameLookups(resolver));
  }

  /// The same, with the end of a lookup given.
  CheckedEgress(List<Cidr> allowed, Set<Integer> webPorts, OwnListeners own, NameLookups names) {
    this.allowed = List.copyOf(allowed);
    this.webPorts = Set.copyOf(webPorts);
    this.own = own;
    this.names = names;
  }

  /// Ranges separated by commas or blanks, as in `INGESTLAYER_EGRESS_ALLOW`.
  public static List<Cidr> ranges(String text) {
    return Arrays.stream(text.split("[,\\s]+"))
        .filter(it -> !it.isEmpty())
        .map(Cidr::parse)
        .toList();
  }

  @Override
  public List<InetAddress> resolve(String host, int port, Ports ports)
      throws EgressRefusedException {
    List<InetAddress> addresses = addresses(host);
    for (InetAddress address : addresses) {
      check(host, address, port, ports);
    }
    return addresses;
  }

  private void check(String host, InetAddress address, int port, Ports ports)
      throws EgressRefusedException {
    List<byte[]> forms = AddressForms.of(address.getAddress());
    boolean isListed = forms.stream().anyMatch(this::isListed);
    boolean isLetOut =
        isListed(address.getAddress())
            || forms.stream().allMatch(it -> isListed(it) || AddressForms.isPublic(it));
    if (!isLetOut) {
      throw EgressRefusedException.notAllowed(
          "%s is %s, an address that is not public. If destinations may reach it, start the server with INGESTLAYER_EGRESS_ALLOW=%s"
              .formatted(host, address.getHostAddress(), suggestion(address)));
    }
    if (own.contains(address, port)) {
      throw EgressRefusedException.notAllowed(
          "port %d of %s is this server itself; a destination must be somewhere else, whatever INGESTLAYER_EGRESS_ALLOW says"
              .formatted(port, host));
    }
    if (ports == Ports.WEB && !isListed && !WEB_PORTS.contains(port) && !webPorts.contains(port)) {
      throw EgressRefusedException.notAllowed(
          "port %d of %s: HTTP goes out to the ports 80 and 443. If destinations may use this one, start the server with INGESTLAYER_EGRESS_PORTS=%d"
              .formatted(port, host, port));
    }
  }

  private boolean isListed(byte[] address) {
    return allowed.stream().anyMatch(it -> it.contains(address));
  }

  /// An address that is written out is never asked for: with a search domain it could have become a name.
  private List<InetAddress> addresses(String host) throws EgressRefusedException {
    String bare = bare(host);
    try {
      if (!LEADING_ZERO.matcher(bare).matches()) {
        return List.of(InetAddress.ofLiteral(bare));
      }
    } catch (IllegalArgumentException e) {
      // It is a name, or an address that cannot be told.
    }
    if (ADDRESS.matcher(bare).matches()) {
      throw EgressRefusedException.notAllowed(
          host
              + " is an address in a form that is read in several ways; write it as 192.0.2.1 or [2001:db8::1]");
    }
    return lookUp(bare);
  }

  private List<InetAddress> lookUp(String name) throws EgressRefusedException {
    return switch (names.ask(name)) {
      case NameAnswer.Addresses found -> found.all();
      case NameAnswer.NoSuchName _ ->
          throw EgressRefusedException.unknown(
              "the name " + name + " has no address: check its spelling");
      case NameAnswer.Unknown(boolean isSilent) ->
          throw isSilent
              ? EgressRefusedException.dnsUnavailable(
                  "the address of "
                      + name
                      + " could not be found out: the DNS of this machine does not answer, or is kept busy by names that have no answer")
              : EgressRefusedException.unresolved(
                  "the address of "
                      + name
                      + " could not be found out: look at the name servers of its domain, and at this machine's DNS");
    };
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
