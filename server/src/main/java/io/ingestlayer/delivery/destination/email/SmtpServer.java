package io.ingestlayer.delivery.destination.email;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where messages are handed in, and how.
///
/// @param host a name or an address; its certificate must be for it
/// @param login null for a server that takes messages without
/// @param ca a file with the certificates that are trusted, or null for those that Java trusts
/// @param timeout for one answer
record SmtpServer(
    String host, int port, Tls tls, @Nullable Login login, @Nullable String ca, Duration timeout) {

  /// How the way to it is kept private.
  enum Tls {
    /// Asked for before anything else is said, and nothing is said without.
    STARTTLS,
    /// From the first byte.
    IMPLICIT,
    /// Not at all.
    NONE
  }

  /// A user name and a password.
  record Login(String user, Secret password) {
    Login {
      requireNonNull(user);
      requireNonNull(password);
    }
  }

  SmtpServer {
    requireNonNull(host);
    requireNonNull(tls);
    requireNonNull(timeout);
    if (tls == Tls.NONE && login != null) {
      throw new IllegalArgumentException("a password is sent through TLS only");
    }
  }
}
