package io.ingestlayer.delivery.destination.slack;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// One line of the default message: what it is called, and what it says. Pure.
///
/// @param cut whether the value was longer than Slack takes in any case
/// @param characters code points of the whole text, with the value as long as it was
record SlackField(String label, String value, boolean cut, long characters) {
  private static final int LABEL_MAX = 100;
  private static final int VALUE_MAX = SlackBlocks.FIELD_MAX;
  private static final String ELLIPSIS = "…";

  /// What Slack would show as something else than what is written: emphasis, code, quotes, emoji.
  private static final Pattern MARKUP =
      Pattern.compile(
          "[*~`]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])|:[a-z0-9_+'-]+:|^>", Pattern.MULTILINE);

  SlackField {
    requireNonNull(label);
    requireNonNull(value);
  }

  /// The scalar members in their order, without ids and times unless nothing else is left, at most ten.
  static List<SlackField> ofBody(Value.Obj body) {
    List<String> all = scalars(body);
    List<String> telling = all.stream().filter(it -> !isTechnical(it)).toList();
    return (telling.isEmpty() ? all : telling)
        .stream().limit(SlackBlocks.FIELDS_MAX).map(it -> of(words(it), body.get(it))).toList();
  }

  /// The traits of the entities by kind, `{customer: {csm: …}}`, at most ten.
  static List<SlackField> ofEntities(Value entities) {
    List<SlackField> fields = new ArrayList<>();
    if (entities instanceof Value.Obj kinds) {
      for (Map.Entry<String, Value> kind : kinds.members().entrySet()) {
        if (kind.getValue() instanceof Value.Obj traits) {
          scalars(traits)
              .forEach(it -> fields.add(of(words(kind.getKey() + "_" + it), traits.get(it))));
        }
      }
    }
    return fields.stream().limit(SlackBlocks.FIELDS_MAX).toList();
  }

  private static SlackField of(String label, Value value) {
    String text = text(value);
    String kept = SlackText.cut(text, VALUE_MAX);
    String shown = SlackText.cut(SlackText.clean(label), LABEL_MAX);
    return new SlackField(
        shown,
        SlackText.clean(kept),
        kept.length() < text.length(),
        SlackText.characters(shown) + 1 + SlackText.characters(text));
  }

  /// What stands in the message.
  ///
  /// @param whole whether it is there to its last character
  record Part(Value json, boolean whole) {}

  /// As a part of a section that takes no more than so many characters of JSON. Where the value would not be shown as
  /// it is written, the label goes without its bold face.
  Part within(int jsonCharactersMax) {
    boolean plain = MARKUP.matcher(label).find() || MARKUP.matcher(value).find();
    String all =
        plain
            ? label + "\n" + value
            : "*" + SlackText.escape(label) + "*\n" + SlackText.escape(value);
    int room = jsonCharactersMax - SlackBlocks.size(part("", plain));
    int lengthMax = Math.min(SlackBlocks.FIELD_MAX, SlackText.lengthWithin(all, room));
    boolean whole = !cut && lengthMax == all.length();
    String shown = whole ? all : SlackText.cut(all, lengthMax - 1) + ELLIPSIS;
    return new Part(part(shown, plain), whole);
  }

  /// For a line of text with others: `Plan pro`.
  String inline() {
    return SlackText.escape(label + " " + value);
  }

  private static Value part(String text, boolean plain) {
    return plain ? SlackBlocks.plain(text) : SlackBlocks.markup(text);
  }

  private static List<String> scalars(Value.Obj object) {
    return object.members().entrySet().stream()
        .filter(it -> !text(it.getValue()).isBlank())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String text(Value value) {
    return switch (value) {
      case Value.Text it -> it.value();
      case Value.Num it -> it.text();
      case Value.Bool it -> it.value() ? "yes" : "no";
      case Value.Null _, Value.Absent _, Value.Arr _, Value.Obj _ -> "";
    };
  }

  private static boolean isTechnical(String name) {
    return name.equals("id") || name.endsWith("_id") || name.endsWith("_at");
  }

  /// A name as a person writes it: `api_calls` and `apiCalls` are `Api calls`.
  private static String words(String name) {
    String spaced =
        name.replaceAll("(?<=[a-z0-9])(?=[A-Z][a-z])", "_").replaceAll("[_-]+", " ").strip();
    if (spaced.isEmpty()) {
      return name;
    }
    int first = spaced.offsetByCodePoints(0, 1);
    String rest = spaced.equals(name) ? spaced.substring(first) : lowered(spaced.substring(first));
    return spaced.substring(0, first).toUpperCase(Locale.ROOT) + rest;
  }

  /// Words that began with a capital only because they stood inside a name; `URL` stays.
  private static String lowered(String words) {
    return Pattern.compile("(?<= )[A-Z](?=[a-z])")
        .matcher(words)
        .replaceAll(it -> it.group().toLowerCase(Locale.ROOT));
  }
}
