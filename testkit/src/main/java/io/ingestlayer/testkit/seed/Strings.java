package io.ingestlayer.testkit.seed;

import java.util.List;
import java.util.Random;

/// Strings by chance: plain ones, those of people who do not write ASCII, and those of people who mean harm.
public final class Strings {
  private static final List<String> PIECES =
      List.of(
          "é",
          "e\u0301",
          "ß",
          "İ",
          "ﬁ",
          "\u00a0",
          "\u200b",
          "\u200d",
          "\ufeff",
          "\u2028",
          "日本語",
          "שלום",
          "مرحبا",
          "\u202eevil\u202c",
          "\u2066a\u2069",
          "😀",
          "👩‍👩‍👧‍👦",
          "🏳️‍🌈",
          "👍🏽",
          "🇩🇪",
          "𝒳",
          "\udbff\udfff",
          "\uffff");

  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "\r\nBcc: x@example.com",
          "\n.\r\n",
          "\\",
          "\"",
          "'",
          "`",
          "\u007f",
          "\u001b[31m",
          "__proto__",
          "constructor",
          "toString",
          "a.b",
          "$event",
          "now()",
          "{{7*7}}",
          "${jndi:ldap://x}",
          "<%= 1 %>",
          "#{1}",
          "<!channel>",
          "<!here>",
          "<@U012AB3CD>",
          "<https://example.com|bank>",
          "@everyone",
          "&amp;",
          "<b>",
          "<img src=x onerror=alert(1)>",
          "javascript:alert(1)",
          "'; drop table events; --",
          "=1+1",
          "+1",
          "-1",
          "@SUM(1)",
          "%s%n",
          "../../etc/passwd",
          "*bold* _it_ ~st~ `code`",
          "[a](http://example.com)",
          "NaN",
          "null",
          "true",
          "0");

  private Strings() {}

  /// Printable ASCII.
  public static Gen<String> ascii(int charsMax) {
    return random -> {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(charsMax + 1); left > 0; left--) {
        text.append((char) (' ' + random.nextInt(0x7f - ' ')));
      }
      return text.toString();
    };
  }

  /// Letters, digits and underscores, at least one, a letter first.
  public static Gen<String> word(int charsMax) {
    String first = "abcdefghijklmnopqrstuvwxyz";
    String more = first + "_0123456789";
    return random -> {
      StringBuilder text = new StringBuilder().append(first.charAt(random.nextInt(first.length())));
      for (int left = random.nextInt(charsMax); left > 0; left--) {
        text.append(more.charAt(random.nextInt(more.length())));
      }
      return text.toString();
    };
  }

  /// Any Unicode that is well-formed: emoji with their joiners, combining marks, right-to-left text and overrides,
  /// noncharacters, control characters with NUL among them. At most so many UTF-16 units.
  public static Gen<String> wellFormed(int charsMax) {
    return random -> text(random, charsMax, false);
  }

  /// The same and lone surrogates, which no well-formed UTF-8 can hold.
  public static Gen<String> any(int charsMax) {
    return random -> text(random, charsMax, true);
  }

  /// A string that is dangerous to someone: a template, a shell, a spreadsheet, a header, a browser, Slack.
  public static Gen<String> hostile() {
    return random -> HOSTILE.get(random.nextInt(HOSTILE.size()));
  }

  private static String text(Random random, int charsMax, boolean loneSurrogates) {
    int target = random.nextInt(charsMax + 1);
    StringBuilder text = new StringBuilder();
    while (text.length() < target) {
      String piece = piece(random, loneSurrogates);
      if (text.length() + piece.length() > target) {
        piece = "x".repeat(target - text.length());
      }
      text.append(piece);
    }
    return text.toString();
  }

  private static String piece(Random random, boolean loneSurrogates) {
    return switch (random.nextInt(loneSurrogates ? 7 : 6)) {
      case 0, 1 -> Character.toString(' ' + random.nextInt(0x7f - ' '));
      case 2 -> PIECES.get(random.nextInt(PIECES.size()));
      case 3 -> HOSTILE.get(random.nextInt(HOSTILE.size()));
      case 4 -> Character.toString(random.nextInt(' '));
      case 5 -> Character.toString(codePoint(random));
      // Between two letters, so that it cannot make a pair with its neighbour.
      default -> "a" + (char) (Character.MIN_SURROGATE + random.nextInt(0x800)) + "a";
    };
  }

  private static int codePoint(Random random) {
    int any = random.nextInt(Character.MAX_CODE_POINT + 1 - 0x800);
    return any < Character.MIN_SURROGATE ? any : any + 0x800;
  }
}
