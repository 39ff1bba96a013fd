package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A value as a property of its type takes it. Pure.
///
/// The forms are those of <https://developers.notion.com/reference/property-value-object>, the limits those of
/// <https://developers.notion.com/reference/request-limits>. Text and lists are cut where they are too long, with a note; what
/// would be wrong when it is cut, such as an address, does not fit.
final class PropertyValue {
  private static final int ELEMENTS_MAX = 100;
  private static final int OPTION_MAX = 100;
  private static final int FILE_NAME_MAX = 100;
  private static final int URL_MAX = 2_000;
  private static final int SHORT_MAX = 200;
  private static final int SHOWN_MAX = 60;
  private static final BigDecimal EXACT_MAX = BigDecimal.valueOf(1L << 53);

  private static final Set<String> READ_ONLY =
      Set.of(
          "formula",
          "rollup",
          "created_by",
          "created_time",
          "last_edited_by",
          "last_edited_time",
          "unique_id",
          "button",
          "verification");

  private final NotionSchema.Property property;
  private final Notes notes;
  private final int textMax;

  private PropertyValue(NotionSchema.Property property, Notes notes, int textMax) {
    this.property = property;
    this.notes = notes;
    this.textMax = textMax;
  }

  /// Whether Notion fills it itself.
  static boolean isReadOnly(NotionSchema.Property property) {
    return READ_ONLY.contains(property.type());
  }

  /// What stands under the property's name in a request.
  ///
  /// @param value present
  /// @param notes takes what was cut or changed
  /// @param textMax UTF-16 units of a text
  /// @throws UnfitException when the property cannot hold the value
  static Value.Obj of(NotionSchema.Property property, Value value, Notes notes, int textMax)
      throws UnfitException {
    Value typed = new PropertyValue(property, notes, textMax).typed(value);
    return Value.object().put(property.type(), typed).build();
  }

  private Value typed(Value value) throws UnfitException {
    return switch (property.type()) {
      case "title", "rich_text" -> richText(value);
      case "number" -> number(value);
      case "checkbox" -> checkbox(value);
      case "select" -> option(optionName(value));
      case "multi_select" -> options(value);
      case "status" -> status(value);
      case "date" -> NotionDate.of(value).orElseThrow(() -> unfit(value));
      case "url" -> Value.of(within(URL_MAX, scalar(value)));
      case "email" -> email(value);
      case "phone_number" -> Value.of(within(SHORT_MAX, scalar(value)));
      case "people" -> ids(value, "a user's id");
      case "relation" -> ids(value, "a page's id or address");
      case "files" -> files(value);
      default -> throw new UnfitException("has a type that is not known here");
    };
  }

  private Value richText(Value value) {
    String text = plain(value);
    List<Value> pieces = NotionText.pieces(text, textMax);
    if (NotionText.isCut(text, pieces)) {
      notes.remark("%s was cut to what Notion takes".formatted(shownName()));
    }
    return Value.array(pieces);
  }

  private Value number(Value value) throws UnfitException {
    BigDecimal decimal =
        switch (value) {
          case Value.Num number -> number.decimal();
          case Value.Text(String text)
              when text.strip().matches("-?[0-9]{1,30}(\\.[0-9]{1,30})?") ->
              new BigDecimal(text.strip());
          default -> throw unfit(value);
        };
    if (!Double.isFinite(decimal.doubleValue())) {
      throw unfit(value);
    }
    boolean whole = decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0;
    if (whole && decimal.abs().compareTo(EXACT_MAX) > 0) {
      throw new UnfitException(
          "would lose digits of " + shown(value) + ", make it a text property");
    }
    return Value.Num.of(decimal);
  }

  private Value checkbox(Value value) throws UnfitException {
    String said = value instanceof Value.Obj ? "" : plain(value).strip().toLowerCase(Locale.ROOT);
    return switch (said) {
      case "true", "yes", "1" -> Value.Bool.TRUE;
      case "false", "no", "0" -> Value.Bool.FALSE;
      default -> throw unfit(value);
    };
  }

  private String optionName(Value value) throws UnfitException {
    String name = MessageText.clean(scalar(value)).replace('\n', ' ').replace(',', ';').strip();
    if (name.isEmpty()) {
      throw new UnfitException("needs a name, and there was none");
    }
    return MessageText.shortened(name, OPTION_MAX);
  }

  private static Value option(String name) {
    return Value.object().put("name", name).build();
  }

  /// Notion takes a comma for the end of an option, and so do we.
  private Value options(Value value) throws UnfitException {
    List<Value> wanted =
        switch (value) {
          case Value.Arr(List<Value> elements) -> elements;
          case Value.Text(String text) -> List.of(text.split(",")).stream().map(Value::of).toList();
          default -> List.of(value);
        };
    // Names that differ only in case are one option to Notion.
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    List<Value> options = new ArrayList<>();
    for (Value one : wanted) {
      if (one.isPresent() && !plain(one).isBlank()) {
        String name = optionName(one);
        if (known.add(name.toLowerCase(Locale.ROOT))) {
          options.add(option(name));
        }
      }
    }
    return atMost(options);
  }

  private Value status(Value value) throws UnfitException {
    String name = optionName(value);
    return property.options().stream()
        .filter(it -> it.equals(name))
        .findFirst()
        .or(() -> property.options().stream().filter(it -> it.equalsIgnoreCase(name)).findFirst())
        .map(PropertyValue::option)
        .orElseThrow(() ->
            new UnfitException(
                "has no option %s; it has %s"
                    .formatted(
                        shown(value),
                        MessageText.shortened(String.join(", ", property.options()), SHOWN_MAX))));
  }

  private Value email(Value value) throws UnfitException {
    String address = within(SHORT_MAX, scalar(value));
    if (address.indexOf('@') < 1) {
      throw unfit(value);
    }
    return Value.of(address);
  }

  private Value ids(Value value, String what) throws UnfitException {
    List<Value> ids = new ArrayList<>();
    for (Value one : elements(value)) {
      Optional<NotionId> id =
          one instanceof Value.Text(String text) ? NotionId.find(text) : Optional.empty();
      if (id.isEmpty()) {
        throw new UnfitException("needs %s, and got %s".formatted(what, shown(one)));
      }
      Value reference = Value.object().put("id", id.get().value()).build();
      if (!ids.contains(reference)) {
        ids.add(reference);
      }
    }
    return atMost(ids);
  }

  private Value files(Value value) throws UnfitException {
    List<Value> files = new ArrayList<>();
    for (Value one : elements(value)) {
      String url = one instanceof Value.Text(String text) ? within(URL_MAX, text) : "";
      String path = path(url);
      if (path == null) {
        throw new UnfitException(
            "needs an address that begins with https://, and got " + shown(one));
      }
      String name = path.substring(path.lastIndexOf('/') + 1);
      String shown = MessageText.cut(name.isEmpty() ? url : name, FILE_NAME_MAX);
      files.add(
          Value.object()
              .put("name", shown)
              .put("external", Value.object().put("url", url).build())
              .build());
    }
    return atMost(files);
  }

  private static @Nullable String path(String url) {
    try {
      URI uri = new URI(url);
      boolean isWeb = uri.getScheme() != null && uri.getScheme().matches("https?");
      return isWeb && uri.getHost() != null ? String.valueOf(uri.getPath()) : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static List<Value> elements(Value value) {
    return value instanceof Value.Arr(List<Value> all) ? all : List.of(value);
  }

  private Value atMost(List<Value> elements) {
    if (elements.size() <= ELEMENTS_MAX) {
      return Value.array(elements);
    }
    notes.remark("%s got the first %d of %d".formatted(shownName(), ELEMENTS_MAX, elements.size()));
    return Value.array(elements.subList(0, ELEMENTS_MAX));
  }

  /// Something that is one value, as its text without what cannot be seen.
  private String scalar(Value value) throws UnfitException {
    String text = value instanceof Value.Arr || value instanceof Value.Obj ? "" : plain(value);
    if (text.isBlank()) {
      throw unfit(value);
    }
    return text;
  }

  private String within(int lengthMax, String text) throws UnfitException {
    String clean = MessageText.clean(text).strip();
    if (clean.length() > lengthMax) {
      throw new UnfitException(
          "holds %d characters, and got %d".formatted(lengthMax, clean.length()));
    }
    if (clean.isEmpty()) {
      throw new UnfitException("got nothing that can be seen");
    }
    return clean;
  }

  private static String plain(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Num number -> number.text();
      case Value.Bool bool -> Boolean.toString(bool.value());
      case Value.Arr _, Value.Obj _ -> Json.write(value);
      case Value.Null _, Value.Absent _ -> "";
    };
  }

  private UnfitException unfit(Value value) {
    return new UnfitException(
        "is a %s and cannot hold %s".formatted(property.type(), shown(value)));
  }

  private String shownName() {
    return MessageText.shortened(MessageText.clean(property.name()), SHOWN_MAX);
  }

  private static String shown(Value value) {
    return MessageText.shortened(MessageText.clean(Json.write(value)), SHOWN_MAX);
  }
}
