package io.ingestlayer.delivery.destination.discord;

import java.net.URI;
import java.util.Optional;

/// Where the whole event can be seen, as far as Discord takes such an address: it refuses a message with a link to a host
/// such as `localhost`. Pure.
record DiscordLink(String address) {

  /// The address, if a title may lead there.
  Optional<String> target() {
    String host = URI.create(address).getHost();
    return host != null && host.matches("(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,}")
        ? Optional.of(address)
        : Optional.empty();
  }

  /// The address in words, if a title may not lead there.
  String spelled() {
    return target().isPresent() ? "" : ": " + address;
  }
}
