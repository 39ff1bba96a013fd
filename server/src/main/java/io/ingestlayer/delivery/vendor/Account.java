package io.ingestlayer.delivery.vendor;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Whom a vendor counts requests for: a bot, a webhook, an app. Two destinations with the same credential are one account,
/// wherever each has it from.
///
/// @param mark tells accounts apart and is no secret
public record Account(String mark) {
  private static final int MARK_LENGTH = 32;

  public Account {
    requireNonNull(mark);
  }

  /// The account that a credential belongs to, by the first half of its SHA-256.
  public static Account of(Secret credential) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha.digest(credential.reveal().getBytes(StandardCharsets.UTF_8));
      return new Account(HexFormat.of().formatHex(hash).substring(0, MARK_LENGTH));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
