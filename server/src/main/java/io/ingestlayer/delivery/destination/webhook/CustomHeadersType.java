package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Secret;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Headers by name: text, or a secret by reference. A value in plain text whose name tells that it is a credential is a
/// secret too, with the warning that goes with it.
record CustomHeadersType() implements FieldType<CustomHeaders> {

  @Override
  public String name() {
    return FieldTypes.mapOf(FieldTypes.SECRET).name();
  }

  @Override
  public @Nullable CustomHeaders read(Node node, ConfigReader reader) {
    if (!(node instanceof Node.Members members)) {
      return reader.wrongShape(node, "a mapping of header names to values");
    }
    if (members.members().size() > CustomHeaders.COUNT_MAX) {
      reader.error(node.at(), "too_many", "more than " + CustomHeaders.COUNT_MAX + " headers");
      return null;
    }
    int before = reader.errorCount();
    Set<String> seen = new HashSet<>();
    SequencedMap<String, String> plain = new LinkedHashMap<>();
    SequencedMap<String, Secret> secret = new LinkedHashMap<>();
    for (Node.Member member : members.members().values()) {
      String wrong =
          seen.add(member.name().toLowerCase(Locale.ROOT))
              ? CustomHeaders.wrongName(member.name())
              : "it is there twice, and case makes no difference";
      if (wrong.isEmpty()) {
        reader.within("." + member.name(), () -> read(member, reader, plain, secret));
      } else {
        reader.error(member.at(), "invalid_header", "this header cannot be set: " + wrong);
      }
    }
    return reader.errorCount() == before ? new CustomHeaders(plain, secret) : null;
  }

  private static @Nullable Void read(
      Node.Member member,
      ConfigReader reader,
      SequencedMap<String, String> plain,
      SequencedMap<String, Secret> secret) {
    boolean isPlain =
        !(member.value() instanceof Node.Members) && !CustomHeaders.tells(member.name());
    if (isPlain) {
      String text = FieldTypes.TEXT.read(member.value(), reader);
      if (text != null && isFit(text, member, reader)) {
        plain.put(member.name(), text);
      }
    } else {
      Secret read = FieldTypes.SECRET.read(member.value(), reader);
      if (read != null && isFit(read.reveal(), member, reader)) {
        secret.put(member.name(), read);
      }
    }
    return null;
  }

  private static boolean isFit(String value, Node.Member member, ConfigReader reader) {
    boolean fits = CustomHeaders.isValue(value);
    if (!fits) {
      reader.error(
          member.value().at(),
          "invalid_header",
          "a header's value is 1 to %d visible ASCII characters with blanks between them; no line can end in it"
              .formatted(CustomHeaders.VALUE_MAX));
    }
    return fits;
  }
}
