package io.ingestlayer.delivery.destination.email;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.ValueTemplate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who gets the message of one event. Pure.
///
/// @param addresses each once, in the route's order
/// @param wrong what was said to be an address and is none, with why; empty values are left out
record Recipients(List<MailAddress> addresses, List<String> wrong) {
  /// RFC 5321 has every server take 100; more than this is a newsletter.
  static final int MAX = 50;

  static final FieldType<ValueTemplate> TYPE = new Type();
  private static final int SHOWN_MAX = 80;

  Recipients {
    addresses = List.copyOf(addresses);
    wrong = List.copyOf(wrong);
  }

  static Recipients of(ValueTemplate to, Scope scope) {
    Set<MailAddress> addresses = new LinkedHashSet<>();
    List<String> wrong = new ArrayList<>();
    for (String text : texts(to.evaluate(scope, Notes.none()))) {
      try {
        addresses.add(MailAddress.parse(text));
      } catch (IllegalArgumentException e) {
        if (wrong.size() < MAX) {
          wrong.add(shown(text) + ": " + e.getMessage());
        }
      }
    }
    return new Recipients(List.copyOf(addresses), wrong);
  }

  private static String shown(String text) {
    return EncodedHeader.line(text.substring(0, Math.min(text.length(), SHOWN_MAX)));
  }

  private static List<String> texts(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text.isBlank() ? List.of() : List.of(text);
      case Value.Arr array -> array.elements().stream().flatMap(it -> texts(it).stream()).toList();
      case Value.Num number -> List.of(number.text());
      case Value.Bool _, Value.Obj _ -> List.of("a value that is no text");
      case Value.Null _, Value.Absent _ -> List.of();
    };
  }

  /// A text, an expression, or a list of such; what is an address as it stands is checked when it is read.
  private static final class Type implements FieldType<ValueTemplate> {
    @Override
    public String name() {
      return "e-mail addresses";
    }

    @Override
    public @Nullable ValueTemplate read(Node node, ConfigReader reader) {
      int before = reader.errorCount();
      check(node, reader);
      return reader.errorCount() == before ? FieldTypes.VALUE_TEMPLATE.read(node, reader) : null;
    }

    private static void check(Node node, ConfigReader reader) {
      switch (node) {
        case Node.Scalar scalar when scalar.text().isBlank() ->
            reader.error(node.at(), "invalid_address", "there is no address to write to");
        case Node.Scalar scalar when scalar.text().contains("$") -> {}
        case Node.Scalar scalar -> checkAddress(scalar, reader);
        case Node.Items items when items.elements().size() > MAX ->
            reader.error(
                node.at(), "too_many_recipients", "a message goes to at most " + MAX + " people");
        case Node.Items items -> items.elements().forEach(it -> check(it, reader));
        case Node.Members members ->
            reader.wrongType(members, "an address such as ada@acme.co, or a list of them");
      }
    }

    private static void checkAddress(Node.Scalar scalar, ConfigReader reader) {
      if (scalar.text().contains("{{")) {
        return;
      }
      try {
        MailAddress.parse(scalar.text());
      } catch (IllegalArgumentException e) {
        reader.error(scalar.at(), "invalid_address", String.valueOf(e.getMessage()));
      }
    }
  }
}
