package io.ingestlayer.delivery.message;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One line of a default message: what it is called, and what it says. Pure.
///
/// Both are harmless text without any vendor's escaping.
///
/// @param label the member's name in words, 100 characters at most
/// @param value at most as long as was asked
/// @param cut whether the value was longer
/// @param characters code points of label and value, with the value as long as it was
public record MessageField(String label, String value, boolean cut, long characters) {
  /// How many are shown of the event, and how many of what is known of whom it is about.
  public static final int FIELDS_MAX = 10;

  private static final int LABEL_MAX = 100;

  /// What nobody writes in small letters.
  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "API", "ARR", "CSM", "CSV", "EU", "HTTP", "ID", "IP", "MRR", "PDF", "SDK", "SMS", "SQL",
          "SSO", "UI", "URL", "UTC", "UTM", "VAT");

  public MessageField {
    requireNonNull(label);
    requireNonNull(value);
  }

  /// What a transform made of the event, else what was sent.
  public static Value.Obj body(Delivery delivery) {
    return delivery.scope().output() instanceof Value.Obj output
        ? output
        : delivery.event().payload().tree();
  }

  /// The scalar members of the body in their order, without ids and times unless nothing else is left, at most ten. Of a
  /// body that holds nothing but objects, or nothing else that tells more than an id or a time, their scalar members.
  ///
  /// @param valueMax UTF-16 units of one value
  public static List<MessageField> ofBody(Delivery delivery, int valueMax) {
    Value.Obj body = body(delivery);
    Value.Obj inner = inner(body);
    boolean deeper =
        scalars(body).isEmpty() || (telling(body).isEmpty() && !telling(inner).isEmpty());
    return deeper ? of(inner, valueMax) : of(body, valueMax);
  }

  private static List<MessageField> of(Value.Obj body, int valueMax) {
    List<String> telling = telling(body);
    return (telling.isEmpty() ? scalars(body) : telling)
        .stream().limit(FIELDS_MAX).map(it -> of(words(it), body.get(it), valueMax)).toList();
  }

  private static List<String> telling(Value.Obj body) {
    return scalars(body).stream().filter(it -> !isTechnical(it)).toList();
  }

  /// The traits of the entities that the pipeline looked up, by kind, at most ten; without those that [#ofBody] shows under
  /// the same name, with or without the kind, and with the same value.
  ///
  /// @param valueMax UTF-16 units of one value
  public static List<MessageField> ofEntities(Delivery delivery, int valueMax) {
    if (!(delivery.scope().root("entity") instanceof Value.Obj kinds)) {
      return List.of();
    }
    List<MessageField> shown = ofBody(delivery, valueMax);
    List<MessageField> fields = new ArrayList<>();
    for (Map.Entry<String, Value> kind : kinds.members().entrySet()) {
      if (kind.getValue() instanceof Value.Obj traits) {
        for (String name : scalars(traits)) {
          MessageField bare = of(words(name), traits.get(name), valueMax);
          MessageField field = of(words(kind.getKey() + "_" + name), traits.get(name), valueMax);
          if (!shown.contains(bare) && !shown.contains(field)) {
            fields.add(field);
          }
        }
      }
    }
    return fields.stream().limit(FIELDS_MAX).toList();
  }

  /// What its objects hold, each by the names of both: `order_total`.
  private static Value.Obj inner(Value.Obj body) {
    Value.ObjBuilder inner = Value.object();
    for (Map.Entry<String, Value> member : body.members().entrySet()) {
      if (member.getValue() instanceof Value.Obj object) {
        scalars(object).forEach(it -> inner.put(member.getKey() + "_" + it, object.get(it)));
      }
    }
    return inner.build();
  }

  private static MessageField of(String label, Value value, int valueMax) {
    String text = text(value);
    String kept = MessageText.cut(text, valueMax);
    String shown = MessageText.cut(MessageText.clean(label), LABEL_MAX);
    return new MessageField(
        shown,
        MessageText.clean(kept),
        kept.length() < text.length(),
        MessageText.characters(shown) + 1 + MessageText.characters(text));
  }

  private static List<String> scalars(Value.Obj object) {
    return object.members().entrySet().stream()
        .filter(it -> !text(it.getValue()).isBlank())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String text(Value value) {
    return switch (value) {
      case Value.Text it -> MessageTime.shown(it.value());
      case Value.Num it -> it.text();
      case Value.Bool it -> it.value() ? "yes" : "no";
      case Value.Null _, Value.Absent _, Value.Arr _, Value.Obj _ -> "";
    };
  }

  private static boolean isTechnical(String name) {
    return name.equals("id") || name.endsWith("_id") || name.endsWith("_at");
  }

  /// A name as a person writes it: `api_calls` and `apiCalls` are `API calls`.
  private static String words(String name) {
    String spaced =
        name.replaceAll("(?<=[a-z0-9])(?=[A-Z][a-z])", "_").replaceAll("[_-]+", " ").strip();
    if (spaced.isEmpty()) {
      return name;
    }
    int first = spaced.offsetByCodePoints(0, 1);
    String rest = spaced.equals(name) ? spaced.substring(first) : lowered(spaced.substring(first));
    String words = spaced.substring(0, first).toUpperCase(Locale.ROOT) + rest;
    return Arrays.stream(words.split(" ")).map(MessageField::word).collect(Collectors.joining(" "));
  }

  private static String word(String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    return ABBREVIATIONS.contains(upper) ? upper : word;
  }

  /// Words that began with a capital only because they stood inside a name; `URL` stays.
  private static String lowered(String words) {
    return Pattern.compile("(?<= )[A-Z](?=[a-z])")
        .matcher(words)
        .replaceAll(it -> it.group().toLowerCase(Locale.ROOT));
  }
}
