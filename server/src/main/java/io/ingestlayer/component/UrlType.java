package io.ingestlayer.component;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An address for HTTP, as text or by reference: `https://…` with a host, without credentials and fragment.
record UrlType() implements FieldType<URI> {
  private static final int LENGTH_MAX = 2_048;

  @Override
  public String name() {
    return "url";
  }

  @Override
  public @Nullable URI read(Node node, ConfigReader reader) {
    return switch (node) {
      case Node.Items items ->
          reader.wrongType(items, "an address such as https://example.com/hook");
      case Node.Scalar scalar -> parse(scalar.text(), scalar, reader);
      case Node.Members members ->
          Reference.read(members, reader)
              .map(it -> it.resolve(reader))
              .map(it -> parse(it, members, reader))
              .orElse(null);
    };
  }

  /// The errors do not repeat the address: it may hold a token.
  private static @Nullable URI parse(String text, Node node, ConfigReader reader) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (text.length() > LENGTH_MAX
          || !(scheme.equals("http") || scheme.equals("https"))
          || uri.getHost() == null) {
        return invalid(
            node, reader, "the address must begin with https:// (or http://) and a host");
      }
      if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        return invalid(
            node,
            reader,
            "the address must have neither user:password@ nor a # part; send them otherwise");
      }
      return uri;
    } catch (URISyntaxException e) {
      return invalid(node, reader, "the address is not a valid URL: " + e.getReason());
    }
  }

  private static @Nullable URI invalid(Node node, ConfigReader reader, String message) {
    reader.error(node.at(), "invalid_url", message);
    return null;
  }
}
