package io.ingestlayer.app.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads where a server is: `http://` or `https://`, a host, and a port if there is one.
final class ServerAddress implements ITypeConverter<URI> {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  @Override
  public URI convert(String text) {
    return parsed(text)
        .orElseThrow(() ->
            new TypeConversionException(
                "\"%s\" is no server's address: write http://127.0.0.1:8080, or https://… for another machine"
                    .formatted(text)));
  }

  private static Optional<URI> parsed(String text) {
    try {
      return Optional.of(new URI(text))
          .filter(it -> it.getScheme() != null && SCHEMES.contains(it.getScheme()))
          .filter(it -> it.getHost() != null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
