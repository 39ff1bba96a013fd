package io.ingestlayer.platform.secret;

import java.nio.charset.StandardCharsets;

/// What a secret is the secret of. It is sealed with its place, so that a row that is copied to another one does not open.
///
/// @param object what has it: `named`, or `destination team-slack`
/// @param field which of its secrets
/// @param version counts up with each value
public record SecretPlace(int workspace, String object, String field, int version) {

  public SecretPlace {
    // A bar in a name would let two places read alike.
    if (object.indexOf('|') >= 0 || field.indexOf('|') >= 0) {
      throw new IllegalArgumentException("the name of a secret has no | in it");
    }
  }

  byte[] associated() {
    String text = workspace + "|" + object + "|" + field + "|" + version;
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
