package io.ingestlayer.testkit.seed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// JSON as text, by chance: good, good but unusual, and bad. It is written here and not by a library, so that all the
/// ways to write the same thing come up: escapes, white space, order.
public final class JsonTexts {
  private static final int MEMBERS_MAX = 6;
  private static final int STRING_MAX = 20;
  private static final String WRONG = "{}[]\",:\\0-.eE \u0000\ud800";
  private static final List<String> SPACE = List.of("", "", "", " ", "\n", "\t", "\r\n  ");

  private static final List<String> NEVER_JSON =
      List.of(
          "",
          " ",
          "{",
          "}",
          "[",
          "]",
          "[1",
          "{\"a\"",
          "{\"a\":",
          "{\"a\":1",
          "[1,]",
          "{\"a\":1,}",
          "[,1]",
          "{,}",
          "[1 2]",
          "{\"a\" 1}",
          "{a:1}",
          "{'a':1}",
          "{1:1}",
          "'a'",
          "NaN",
          "Infinity",
          "-Infinity",
          "+1",
          "01",
          "-01",
          "1.",
          ".5",
          "1e",
          "1e+",
          "--1",
          "0x10",
          "1_000",
          "tru",
          "True",
          "nul",
          "undefined",
          "\"a",
          "\"\\x\"",
          "\"\\u12\"",
          "\"\\uZZZZ\"",
          "\"a\nb\"",
          "\"a\tb\"",
          "\"\u0000\"",
          "// a\n1",
          "/* a */ 1",
          "1 // a",
          "1 1",
          "{} {}",
          "[]]",
          "{}}",
          "\u00a01",
          "\u000b1",
          "#1");

  private JsonTexts() {}

  /// A value as an ordinary client would write it: no repeated keys, no more than four levels.
  public static Gen<String> valid() {
    return random -> value(random, 4, false);
  }

  /// An object of that kind.
  public static Gen<String> validObject() {
    return random -> object(random, 3, false);
  }

  /// A value that is good JSON and that few clients would write: odd white space, escapes where none are needed,
  /// empty and hostile keys, extreme numbers, sixty levels.
  public static Gen<String> edge() {
    return random -> {
      String value = value(random, 4, true);
      return random.nextInt(4) == 0 ? nested(1 + random.nextInt(56), value) : value;
    };
  }

  /// A text that is not JSON, whatever else it is.
  public static Gen<String> invalid() {
    return Gen.oneOf(
        random -> NEVER_JSON.get(random.nextInt(NEVER_JSON.size())),
        validObject().map(object -> object.substring(0, object.lastIndexOf('}'))),
        validObject().map(object -> object + "x"),
        validObject().map(object -> object + object),
        valid().map(value -> "[" + value + ",]"),
        valid().map(value -> "{\"a\":" + value + " \"b\":1}"),
        random -> "{\"a\":" + Gen.of("[", "]", "'", "nul", "+1").from(random) + "}");
  }

  /// An object with the same key twice, once written with an escape: good by the grammar, and parsers differ.
  public static Gen<String> duplicateKey() {
    return random ->
        "{\"type\":%s,%s:%s}"
            .formatted(
                value(random, 1, false),
                random.nextBoolean() ? "\"type\"" : "\"\\u0074ype\"",
                value(random, 1, false));
  }

  /// An object with an escape for half a surrogate pair, in a name or a value: good by the grammar, nothing that
  /// UTF-8 can hold, and parsers differ.
  public static Gen<String> loneSurrogate() {
    return random -> {
      String half = "\"a\\u%04xb\"".formatted(Character.MIN_SURROGATE + random.nextInt(0x800));
      return random.nextBoolean() ? "{\"a\":" + half + "}" : "{" + half + ":1}";
    };
  }

  /// Good or bad: a good text in which a few characters were dropped, doubled, exchanged or put in.
  public static Gen<String> mutated() {
    return random -> {
      StringBuilder text = new StringBuilder(validObject().from(random));
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at).append(' ');
          case 1 -> text.insert(at, text.charAt(at));
          case 2 -> text.setCharAt(at, WRONG.charAt(random.nextInt(WRONG.length())));
          default -> text.insert(at, Strings.any(3).from(random));
        }
      }
      return text.toString();
    };
  }

  /// A value inside that many arrays.
  public static String nested(int depth, String value) {
    return "[".repeat(depth) + value + "]".repeat(depth);
  }

  /// A JSON string for this text, its characters escaped by chance.
  public static String string(Random random, String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair && random.nextBoolean()) {
        json.append(c).append(text.charAt(++i));
      } else if (c < ' '
          || c == '"'
          || c == '\\'
          || Character.isSurrogate(c)
          || random.nextInt(16) == 0) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private static String value(Random random, int depth, boolean edge) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0 -> List.of("true", "false", "null").get(random.nextInt(3));
      case 1 -> Numbers.json().from(random);
      case 2, 3, 4 ->
          string(
              random,
              edge
                  ? Strings.any(STRING_MAX).from(random)
                  : Strings.wellFormed(STRING_MAX).from(random));
      case 5 -> array(random, depth - 1, edge);
      default -> object(random, depth - 1, edge);
    };
  }

  private static String array(Random random, int depth, boolean edge) {
    List<String> items = new ArrayList<>();
    for (int left = random.nextInt(MEMBERS_MAX); left > 0; left--) {
      items.add(space(random, edge) + value(random, depth, edge) + space(random, edge));
    }
    return "[" + String.join(",", items) + "]";
  }

  private static String object(Random random, int depth, boolean edge) {
    Gen<String> keys = edge ? Gen.oneOf(Strings.hostile(), Strings.wellFormed(8)) : Strings.word(8);
    Set<String> used = new HashSet<>();
    List<String> members = new ArrayList<>();
    for (int left = random.nextInt(MEMBERS_MAX); left > 0; left--) {
      String key = keys.from(random);
      if (used.add(key)) {
        String name = space(random, edge) + string(random, key) + space(random, edge);
        members.add(
            name + ":" + space(random, edge) + value(random, depth, edge) + space(random, edge));
      }
    }
    return "{" + String.join(",", members) + "}";
  }

  private static String space(Random random, boolean edge) {
    return edge ? SPACE.get(random.nextInt(SPACE.size())) : "";
  }
}
