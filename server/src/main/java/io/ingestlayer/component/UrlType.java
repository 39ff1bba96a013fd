package io.ingestlayer.component;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An address for HTTP, as text or by reference: `https://…` with a host, without credentials and fragment. A host in other
/// letters than ASCII becomes its ASCII form here, so that nobody after this reads it in another way.
///
/// One in plain text that may hold a token in its path or its query is a secret in plain text: warned of, and stored as one.
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
      case Node.Scalar scalar -> plain(scalar, reader);
      case Node.Members members ->
          Reference.read(members, reader)
              .map(it -> it.resolve(reader))
              .map(it -> parse(it, members, reader))
              .orElse(null);
    };
  }

  private static @Nullable URI plain(Node.Scalar scalar, ConfigReader reader) {
    URI uri = parse(scalar.text(), scalar, reader);
    if (uri != null && UrlTokens.mayBeIn(uri)) {
      reader.plainSecret(scalar);
    }
    return uri;
  }

  /// The errors do not repeat the address: it may hold a token.
  private static @Nullable URI parse(String text, Node node, ConfigReader reader) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
      if (text.length() > LENGTH_MAX || !(scheme.equals("http") || scheme.equals("https"))) {
        return noHost(node, reader);
      }
      if (authority.contains("@")) {
        return invalid(
            node,
            reader,
            "the address must not have user:password@ in it; a webhook takes them as auth: { basic: { user: NAME, password: { secret: NAME } } }");
      }
      if (uri.getRawFragment() != null) {
        return invalid(node, reader, "the address must not have a # part, which is never sent");
      }
      if (AsciiHost.isNeeded(authority)) {
        return inAscii(uri, authority, node, reader);
      }
      return uri.getHost() == null ? noHost(node, reader) : uri;
    } catch (URISyntaxException e) {
      return invalid(node, reader, "the address is not a valid URL: " + e.getReason());
    }
  }

  private static @Nullable URI inAscii(URI uri, String authority, Node node, ConfigReader reader)
      throws URISyntaxException {
    String ascii = AsciiHost.of(authority).orElse(null);
    if (ascii == null) {
      return invalid(
          node,
          reader,
          "the host has a character that cannot be told apart from others, or is no name; write it in ASCII, xn--…");
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    URI made = new URI(uri.getScheme() + "://" + ascii + uri.getRawPath() + query);
    if (made.getHost() == null) {
      return noHost(node, reader);
    }
    reader.warning(
        node.at(),
        "ascii_host",
        "the host of this address is sent to as %s; write it like this if it is the one that is meant"
            .formatted(made.getHost()));
    return made;
  }

  private static @Nullable URI noHost(Node node, ConfigReader reader) {
    return invalid(node, reader, "the address must begin with https:// (or http://) and a host");
  }

  private static @Nullable URI invalid(Node node, ConfigReader reader, String message) {
    reader.error(node.at(), "invalid_url", message);
    return null;
  }
}
