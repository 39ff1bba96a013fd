package io.ingestlayer.delivery.destination.postgres;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a database is and who comes in: `postgresql://user:password@host:5432/database?sslmode=verify-full`.
///
/// Prints itself without user and password; no error says what was written.
///
/// @param host a name or an address, IPv6 without its brackets
/// @param rootCertificate a file with the certificates that are trusted, or null for those that Java trusts
/// @param client what we show the server when it asks who comes, or null
record DatabaseAddress(
    String host,
    int port,
    String database,
    String user,
    Secret password,
    TlsMode tls,
    @Nullable String rootCertificate,
    @Nullable ClientCertificate client) {
  private static final int PORT = 5432;
  private static final String FORM = "write it as postgresql://user:password@host:5432/database";

  /// A certificate of ours and the key to it.
  ///
  /// @param certificate a PEM file
  /// @param key a file with the key as PKCS 8 in DER, without a password
  record ClientCertificate(String certificate, String key) {}

  DatabaseAddress {
    requireNonNull(host);
    requireNonNull(database);
    requireNonNull(user);
    requireNonNull(password);
    requireNonNull(tls);
  }

  /// @throws IllegalArgumentException when it is no address that is connected to; the message may be shown
  static DatabaseAddress parse(String text) {
    String rest = afterScheme(text.strip());
    int query = rest.indexOf('?');
    Map<String, String> options = options(query < 0 ? "" : rest.substring(query + 1));
    String path = query < 0 ? rest : rest.substring(0, query);
    int slash = path.indexOf('/');
    if (slash < 0 || slash == path.length() - 1) {
      throw new IllegalArgumentException("the address names no database: " + FORM);
    }
    String authority = path.substring(0, slash);
    int at = authority.lastIndexOf('@');
    if (at <= 0) {
      throw new IllegalArgumentException("the address names no user: " + FORM);
    }
    String[] login = authority.substring(0, at).split(":", 2);
    String where = authority.substring(at + 1);
    String host = host(where);
    TlsMode tls = TlsMode.of(options.get("sslmode"), host);
    String root = options.get("sslrootcert");
    String file = "system".equals(root) ? null : root;
    return new DatabaseAddress(
        host,
        port(where.substring(hostEnd(where))),
        decoded(path.substring(slash + 1)),
        decoded(login[0]),
        new Secret(login.length == 2 ? decoded(login[1]) : ""),
        tls,
        file,
        client(options, tls, file));
  }

  private static @Nullable ClientCertificate client(
      Map<String, String> options, TlsMode tls, @Nullable String root) {
    String certificate = options.get("sslcert");
    String key = options.get("sslkey");
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw new IllegalArgumentException(
          "the address has one of sslcert and sslkey; a certificate is of no use without its key");
    }
    boolean isShown = tls == TlsMode.REQUIRE || root != null;
    if (tls == TlsMode.DISABLE || !isShown) {
      throw new IllegalArgumentException(
          "the address has sslcert and sslkey; they want sslmode=verify-full and an sslrootcert, the file that tells whom to show them");
    }
    return new ClientCertificate(certificate, key);
  }

  private static String afterScheme(String text) {
    for (String scheme : new String[] {"postgresql://", "postgres://"}) {
      if (text.startsWith(scheme)) {
        return text.substring(scheme.length());
      }
    }
    throw new IllegalArgumentException("this is no address of a PostgreSQL: " + FORM);
  }

  private static String host(String where) {
    if (where.contains(",")) {
      throw new IllegalArgumentException(
          "the address has several hosts; give one, such as a name that follows the primary");
    }
    String host = where.substring(0, hostEnd(where));
    if (host.isEmpty() || host.contains("%") || host.contains("/")) {
      throw new IllegalArgumentException(
          "the address has no host; a unix socket is not connected to, name a host");
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int hostEnd(String where) {
    int bracket = where.startsWith("[") ? where.indexOf(']') : -1;
    int colon = where.indexOf(':', Math.max(0, bracket));
    return colon < 0 ? where.length() : colon;
  }

  private static int port(String colonAndPort) {
    if (colonAndPort.isEmpty()) {
      return PORT;
    }
    if (colonAndPort.matches(":[0-9]{1,5}")) {
      int port = Integer.parseInt(colonAndPort.substring(1));
      if (port > 0 && port <= 65_535) {
        return port;
      }
    }
    throw new IllegalArgumentException("the address has a port that is none: " + FORM);
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : query.split("&")) {
      if (option.isEmpty()) {
        continue;
      }
      String[] parts = option.split("=", 2);
      switch (parts[0]) {
        case "sslmode", "sslrootcert", "sslcert", "sslkey" ->
            options.put(parts[0], parts.length == 2 ? decoded(parts[1]) : "");
        // Said by addresses that hosting services hand out; what they ask for is the case anyway.
        case "channel_binding", "application_name", "connect_timeout", "pgbouncer" -> {}
        case "host", "port", "user", "password", "dbname" ->
            throw new IllegalArgumentException(
                "the address names \"" + parts[0] + "\" after the question mark: " + FORM);
        default ->
            throw new IllegalArgumentException(
                "the address has an option that is not known here; known are sslmode, sslrootcert, sslcert and sslkey");
      }
    }
    return options;
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw badPercent();
    }
  }

  /// Without its cause, whose message quotes what may be a password.
  private static IllegalArgumentException badPercent() {
    return new IllegalArgumentException(
        "the address has a % that begins no character; a % in a password is written %25");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + database;
  }
}
