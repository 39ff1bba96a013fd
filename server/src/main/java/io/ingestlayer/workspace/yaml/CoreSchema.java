package io.ingestlayer.workspace.yaml;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a word without quotes means in YAML 1.2: null, a boolean, a number, else text. See
/// <https://yaml.org/spec/1.2.2/#103-core-schema>.
final class CoreSchema {
  private static final int NUMBER_LENGTH_MAX = 100;
  private static final int EXPONENT_DIGITS_MAX = 3;
  private static final Pattern DECIMAL =
      Pattern.compile("([-+]?)([0-9]*)(?:(\\.)([0-9]*))?(?:[eE]([-+]?[0-9]+))?");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");

  private CoreSchema() {}

  static Value type(String plain) {
    return switch (plain) {
      case "", "~", "null", "Null", "NULL" -> Value.Null.NULL;
      case "true", "True", "TRUE" -> Value.Bool.TRUE;
      case "false", "False", "FALSE" -> Value.Bool.FALSE;
      default -> beginsLikeANumber(plain) ? number(plain) : Value.of(plain);
    };
  }

  private static boolean beginsLikeANumber(String plain) {
    char first = plain.charAt(0);
    return plain.length() <= NUMBER_LENGTH_MAX
        && ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.');
  }

  private static Value number(String plain) {
    if (OCTAL.matcher(plain).matches()) {
      return Value.Num.of(new BigDecimal(new BigInteger(plain.substring(2), 8)));
    }
    if (HEXADECIMAL.matcher(plain).matches()) {
      return Value.Num.of(new BigDecimal(new BigInteger(plain.substring(2), 16)));
    }
    Matcher decimal = DECIMAL.matcher(plain);
    return decimal.matches() && hasDigits(decimal) ? json(decimal) : Value.of(plain);
  }

  private static boolean hasDigits(Matcher decimal) {
    String exponent = part(decimal, 5).replaceFirst("[-+]", "");
    return !(part(decimal, 2) + part(decimal, 4)).isEmpty()
        && exponent.length() <= EXPONENT_DIGITS_MAX
        && !(part(decimal, 2).isEmpty() && decimal.group(3) == null);
  }

  /// The same number as JSON writes it: no plus, no leading zeros, digits on both sides of the point.
  private static Value json(Matcher decimal) {
    String sign = part(decimal, 1).equals("-") ? "-" : "";
    String whole = part(decimal, 2).replaceFirst("^0+(?=.)", "");
    String fraction = part(decimal, 4);
    String exponent = part(decimal, 5);
    return Value.Num.ofText(
        sign
            + (whole.isEmpty() ? "0" : whole)
            + (fraction.isEmpty() ? "" : "." + fraction)
            + (exponent.isEmpty() ? "" : "e" + exponent));
  }

  private static String part(Matcher matcher, int group) {
    String text = matcher.group(group);
    return text == null ? "" : text;
  }
}
