package io.ingestlayer.delivery.destination.email;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.TextTemplate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a recipient says that they want no more: RFC 2369 and, by one click, RFC 8058. Pure.
///
/// @param address an `https:` or `mailto:` address in printable ASCII
record Unsubscribe(String address) {
  private static final Pattern ADDRESS =
      Pattern.compile("(https://|mailto:)[!#-;=?-Z\\[\\]_a-z~]{1,900}");

  Unsubscribe {
    if (!isAddress(address)) {
      throw new IllegalArgumentException("unsubscribing is by an https: or a mailto: address");
    }
  }

  static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  /// What comes out of the event is escaped for an address; empty when it comes to none.
  static Optional<Unsubscribe> of(TextTemplate template, Delivery delivery) {
    String text =
        template
            .render(
                delivery.scope(),
                Notes.none(),
                it -> URLEncoder.encode(it, StandardCharsets.UTF_8).replace("+", "%20"))
            .strip();
    return isAddress(text) ? Optional.of(new Unsubscribe(text)) : Optional.empty();
  }

  /// Whether the address can be posted to.
  boolean isOneClick() {
    return address.startsWith("https:");
  }
}
