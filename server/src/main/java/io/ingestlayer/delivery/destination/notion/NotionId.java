package io.ingestlayer.delivery.destination.notion;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The id of something in Notion, as a UUID with dashes. A person copies it out of an address.
record NotionId(String value) {
  static final FieldType<NotionId> TYPE = new Type();

  private static final int TEXT_MAX = 2_000;
  private static final Pattern FORM =
      Pattern.compile(
          "(?:^|[^0-9a-f])([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$");

  NotionId {
    requireNonNull(value);
  }

  /// From an id with or without dashes, or from an address that ends in one, whatever its query says.
  static Optional<NotionId> find(String text) {
    if (text.length() > TEXT_MAX) {
      return Optional.empty();
    }
    String path = text.strip().split("[?#]", 2)[0].replaceAll("/+$", "");
    Matcher form = FORM.matcher(path.toLowerCase(Locale.ROOT));
    return form.find()
        ? Optional.of(
            new NotionId(
                String.join(
                    "-",
                    form.group(1),
                    form.group(2),
                    form.group(3),
                    form.group(4),
                    form.group(5))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }

  /// An id or an address.
  private static final class Type implements FieldType<NotionId> {
    @Override
    public String name() {
      return "id or address";
    }

    @Override
    public @Nullable NotionId read(Node node, ConfigReader reader) {
      Optional<NotionId> id =
          node instanceof Node.Scalar scalar ? find(scalar.text()) : Optional.empty();
      if (id.isEmpty()) {
        reader.error(
            node.at(),
            "invalid_notion_id",
            "this is no id of Notion; open the database or page in a browser and copy its address, or the 32 characters at the end of its path");
      }
      return id.orElse(null);
    }
  }
}
