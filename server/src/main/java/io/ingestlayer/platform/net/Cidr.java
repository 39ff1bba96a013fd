package io.ingestlayer.platform.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// A range of addresses, such as `10.0.0.0/8` or `fd00::/8`; a single address is a range of one.
public record Cidr(List<Byte> network, int prefix) {

  public Cidr {
    network = List.copyOf(network);
    if (prefix < 0 || prefix > network.size() * Byte.SIZE) {
      throw new IllegalArgumentException(
          "a prefix of " + prefix + " bits is not within the address");
    }
  }

  /// @throws IllegalArgumentException when the text is no range; host names are none
  public static Cidr parse(String text) {
    String[] parts = text.strip().split("/", 2);
    if (!parts[0].matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an address range such as 10.0.0.0/8");
    }
    try {
      byte[] address = InetAddress.getByName(parts[0]).getAddress();
      int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : address.length * Byte.SIZE;
      return new Cidr(boxed(address), prefix);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an address range such as 10.0.0.0/8", e);
    }
  }

  public boolean contains(byte[] address) {
    if (address.length != network.size()) {
      return false;
    }
    int whole = prefix / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network.get(i)) {
        return false;
      }
    }
    int rest = prefix % Byte.SIZE;
    return rest == 0 || ((address[whole] ^ network.get(whole)) & 0xff) >> (Byte.SIZE - rest) == 0;
  }

  private static List<Byte> boxed(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    Arrays.setAll(boxed, i -> bytes[i]);
    return List.of(boxed);
  }
}
