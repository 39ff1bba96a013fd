package io.ingestlayer.workspace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The secrets that the server keeps, as the reading of definitions needs them. Any thread may call it.
public interface KeptSecrets {
  /// Digits of a mark.
  int MARK_DIGITS = 32;

  /// For who only looks at definitions: nothing is kept.
  KeptSecrets NONE = new NothingKept();

  /// What was set under that name; null when nothing was.
  @Nullable String named(String name);

  /// What stands in a stored definition in place of a secret in plain text: the same for the same text, and nothing of the
  /// text follows from it.
  String mark(String plain);

  /// The text that a mark stands for; null when it is not kept.
  @Nullable String marked(String mark);

  /// Keeps nothing, and so marks without a key: what it marks is not to be stored.
  record NothingKept() implements KeptSecrets {
    @Override
    public @Nullable String named(String name) {
      return null;
    }

    @Override
    public String mark(String plain) {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(plain.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, MARK_DIGITS);
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every JDK has SHA-256", e);
      }
    }

    @Override
    public @Nullable String marked(String mark) {
      return null;
    }
  }
}
