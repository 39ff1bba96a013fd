package io.ingestlayer.workspace;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The short form of a schema: a field's name and its type in one word, `plan: string?`, `metric: enum [seats, storage]`.
final class ShortForm {
  private static final int FIELDS_MAX = 500;
  private static final int CHOICES_MAX = 1_000;
  private static final Pattern ENUM = Pattern.compile("enum\\s*\\[(.*)\\]", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");

  private ShortForm() {}

  /// The declared fields in their order, without those that errors were added for.
  static List<DeclaredField> read(Node.Members schema, ConfigReader reader) {
    if (schema.members().size() > FIELDS_MAX) {
      reader.error(schema.at(), "too_many", "more than " + FIELDS_MAX + " declared fields");
      return List.of();
    }
    List<DeclaredField> fields = new ArrayList<>();
    for (Node.Member member : schema.members().values()) {
      DeclaredField field = field(member, reader);
      if (field != null) {
        fields.add(field);
      }
    }
    return fields;
  }

  private static @Nullable DeclaredField field(Node.Member member, ConfigReader reader) {
    if (!(member.value() instanceof Node.Scalar scalar)
        || !(scalar.value() instanceof Value.Text(String written))) {
      return reader.wrongType(member.value(), "a type such as string, number? or enum [a, b]");
    }
    String text = written.strip();
    boolean required = text.matches(".*,\\s*required");
    if (required) {
      text = text.substring(0, text.lastIndexOf(',')).strip();
    }
    boolean optional = text.endsWith("?");
    if (optional) {
      text = text.substring(0, text.length() - 1).strip();
    }
    if (required && optional) {
      reader.error(
          scalar.at(),
          "invalid_type",
          "\"" + written + "\" says both ? and required; leave one out");
      return null;
    }
    Matcher choices = ENUM.matcher(text);
    return choices.matches()
        ? choice(member, choices.group(1), optional, scalar, reader)
        : plain(member, text, optional, scalar, reader);
  }

  private static @Nullable DeclaredField plain(
      Node.Member member, String word, boolean optional, Node at, ConfigReader reader) {
    Optional<DeclaredType> type = DeclaredType.of(word);
    if (type.isEmpty()) {
      List<String> known = new ArrayList<>(DeclaredType.words());
      known.add("enum [a, b]");
      reader.error(
          at.at(),
          "invalid_type",
          "unknown type \"" + word + "\"; " + ConfigReader.suggest(word, known));
      return null;
    }
    return new DeclaredField(member.name(), type.get(), optional, List.of());
  }

  private static @Nullable DeclaredField choice(
      Node.Member member, String list, boolean optional, Node at, ConfigReader reader) {
    List<String> choices =
        Arrays.stream(list.split(",", -1)).map(String::strip).map(ShortForm::unquoted).toList();
    if (choices.contains("") || choices.size() > CHOICES_MAX) {
      reader.error(
          at.at(),
          "invalid_type",
          "an enum lists 1 to " + CHOICES_MAX + " values: enum [web, app]");
      return null;
    }
    boolean numbers = choices.stream().allMatch(it -> NUMBER.matcher(it).matches());
    DeclaredType type = numbers ? DeclaredType.NUMBER : DeclaredType.STRING;
    return new DeclaredField(member.name(), type, optional, choices);
  }

  private static String unquoted(String choice) {
    boolean quoted =
        choice.length() >= 2
            && (choice.charAt(0) == '"' || choice.charAt(0) == '\'')
            && choice.charAt(choice.length() - 1) == choice.charAt(0);
    return quoted ? choice.substring(1, choice.length() - 1) : choice;
  }
}
