package io.ingestlayer.platform.db;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/// Where the database is and how we behave towards it.
///
/// - `url`: `jdbc:postgresql://…`, without user and password
/// - `schema`: the one schema that all our tables are in; every session's search path
/// - `connectionsMax`: the most connections open at once
/// - `acquireTimeout`: how long a caller waits for a free connection, or for the first one
/// - `statementTimeout`: the longest that one statement may run; zero is for ever (migrations)
public record DatabaseSettings(
    String url,
    String user,
    String password,
    String schema,
    int connectionsMax,
    Duration acquireTimeout,
    Duration statementTimeout) {
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final String JDBC = "jdbc:";

  public DatabaseSettings {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "a database address begins with postgresql:// or jdbc:postgresql://");
    }
    if (!SCHEMA.matcher(schema).matches()) {
      throw new IllegalArgumentException("a schema name is lower case letters, digits and _");
    }
    if (connectionsMax < 1) {
      throw new IllegalArgumentException("at least one connection is needed");
    }
    if (acquireTimeout.compareTo(Duration.ofMillis(250)) < 0) {
      throw new IllegalArgumentException("the wait for a connection is at least 250 ms");
    }
    if (statementTimeout.isNegative()) {
      throw new IllegalArgumentException("a statement timeout is zero or more");
    }
  }

  public static DatabaseSettings of(String url, String user, String password) {
    return new DatabaseSettings(
        url, user, password, "public", 16, Duration.ofSeconds(10), Duration.ofSeconds(60));
  }

  /// Settings from what an operator writes: `postgresql://user:password@host:5432/db?sslmode=verify-full`, with or
  /// without `jdbc:` before it.
  ///
  /// Throws `IllegalArgumentException` with a message that holds nothing of the address, since it may hold a password.
  public static DatabaseSettings parse(String address) {
    String plain = address.startsWith(JDBC) ? address.substring(JDBC.length()) : address;
    URI uri;
    try {
      uri = URI.create(plain.replaceFirst("^postgres:", "postgresql:"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the database address is not a valid URL; special characters in user or password are percent-encoded");
    }
    if (!"postgresql".equals(uri.getScheme()) || uri.getRawAuthority() == null) {
      throw new IllegalArgumentException(
          "the database address has the form postgresql://user:password@host:5432/database");
    }
    String authority = uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    if (uri.getRawFragment() != null || (at < 0 && plain.contains("@"))) {
      // What stands before such a character would be taken for host and port, and be shown.
      throw new IllegalArgumentException(
          "the database address has a / ? or # in user or password; there they are written %2F, %3F and %23");
    }
    String[] who = (at < 0 ? "" : authority.substring(0, at)).split(":", 2);
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String url = "jdbc:postgresql://" + authority.substring(at + 1) + uri.getRawPath() + query;
    if (Driver.parseURL(url, new Properties()) == null) {
      throw new IllegalArgumentException(
          "the database address has no host, port and database that can be read; its form is postgresql://user:password@host:5432/database");
    }
    return of(url, decoded(who[0]), who.length == 2 ? decoded(who[1]) : "");
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  public DatabaseSettings withSchema(String other) {
    return new DatabaseSettings(
        url, user, password, other, connectionsMax, acquireTimeout, statementTimeout);
  }

  public DatabaseSettings withConnectionsMax(int most) {
    return new DatabaseSettings(
        url, user, password, schema, most, acquireTimeout, statementTimeout);
  }

  public DatabaseSettings withAcquireTimeout(Duration longest) {
    return new DatabaseSettings(
        url, user, password, schema, connectionsMax, longest, statementTimeout);
  }

  public DatabaseSettings withStatementTimeout(Duration longest) {
    return new DatabaseSettings(
        url, user, password, schema, connectionsMax, acquireTimeout, longest);
  }

  /// Without the password, and without the query of the address, which may hold one too.
  @Override
  public String toString() {
    int query = url.indexOf('?');
    return "database " + (query < 0 ? url : url.substring(0, query)) + " as " + user;
  }
}
