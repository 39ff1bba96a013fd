package io.ingestlayer.component;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Values of one type by names of the user's own choice, in the order of the file.
record MapType<T>(FieldType<T> value) implements FieldType<SequencedMap<String, T>> {
  static final int MEMBERS_MAX = 1_000;

  @Override
  public String name() {
    return "mapping of " + value.name();
  }

  @Override
  public @Nullable SequencedMap<String, T> read(Node node, ConfigReader reader) {
    if (!(node instanceof Node.Members members)) {
      return reader.wrongType(node, "a mapping of names to values");
    }
    if (members.members().size() > MEMBERS_MAX) {
      reader.error(node.at(), "too_many", "a mapping of more than " + MEMBERS_MAX + " members");
      return null;
    }
    int before = reader.errorCount();
    SequencedMap<String, T> values = new LinkedHashMap<>();
    for (Node.Member member : members.members().values()) {
      T read = reader.within("." + member.name(), () -> value.read(member.value(), reader));
      if (read != null) {
        values.put(member.name(), read);
      }
    }
    return reader.errorCount() == before ? Collections.unmodifiableSequencedMap(values) : null;
  }
}
