package io.ingestlayer.component;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a secret of the server may be called: `SLACK_BOT_TOKEN`, `warehouse.url`.
public final class SecretName {
  /// The rule, as the end of "expected …".
  public static final String RULE =
      "the name of a secret: letters, digits, _ . and -, at most 128, a letter or _ first";

  private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");

  /// Letters with a short number behind them, or a short number alone.
  private static final Pattern WORD = Pattern.compile("[A-Za-z]{1,16}[0-9]{0,4}|[0-9]{1,4}");

  private SecretName() {}

  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /// Whether it is put together of words, as names are, and so may be repeated in an error. A token, pasted in place of its
  /// name, has parts that are none.
  static boolean isOfWords(String text) {
    return Stream.of(text.split("[_.-]+"))
        .filter(it -> !it.isEmpty())
        .allMatch(it -> WORD.matcher(it).matches());
  }
}
