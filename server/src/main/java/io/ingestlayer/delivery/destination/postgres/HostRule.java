package io.ingestlayer.delivery.destination.postgres;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The line of `pg_hba.conf` that lets us in and nobody else: <https://www.postgresql.org/docs/current/auth-pg-hba-conf.html>.
///
/// @param address as the database sees us, IPv6 without brackets
record HostRule(String database, String user, String address) {
  /// `no pg_hba.conf entry for host "10.0.0.5", user "loader", database "events", no encryption`, and the same where an entry
  /// rejects. A server that speaks a language with other quotation marks is not understood.
  private static final Pattern REFUSAL =
      Pattern.compile(
          "pg_hba\\.conf.*?\"([0-9a-fA-F.:]+)(?:%[^\"]*)?\".*?\"([^\"]+)\".*?\"([^\"]+)\"",
          Pattern.DOTALL);

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final Set<String> KEYWORDS = Set.of("all", "sameuser", "samerole", "replication");

  HostRule {
    requireNonNull(database);
    requireNonNull(user);
    requireNonNull(address);
  }

  /// What would have let in who was refused with these words.
  static Optional<HostRule> missing(String refusal) {
    Matcher found = REFUSAL.matcher(refusal);
    return found.find()
        ? Optional.of(new HostRule(found.group(3), found.group(2), found.group(1)))
        : Optional.empty();
  }

  /// The line itself.
  ///
  /// @param isEncrypted whether only who comes with TLS is let in; otherwise with or without it, since `hostssl` would
  ///     shut out who comes without
  String line(boolean isEncrypted) {
    return "%s %s %s %s/%d scram-sha-256"
        .formatted(
            isEncrypted ? "hostssl" : "host",
            word(database),
            word(user),
            address,
            address.contains(":") ? 128 : 32);
  }

  private static String word(String name) {
    boolean isPlain = PLAIN.matcher(name).matches() && !KEYWORDS.contains(name);
    return isPlain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
