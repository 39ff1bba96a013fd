package io.ingestlayer.component;

import java.util.regex.Pattern;

/// What a secret of the server may be called: `SLACK_BOT_TOKEN`, `warehouse.url`.
public final class SecretName {
  /// The rule, as the end of "expected …".
  public static final String RULE =
      "the name of a secret: letters, digits, _ . and -, at most 128, a letter or _ first";

  private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");

  private SecretName() {}

  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }
}
