package io.ingestlayer.app.command;

import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Traits;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Entities from a file, `{kind, external_id, traits}` a line; of two the last holds. At most 100 000.
final class TraitsFile implements Traits {
  private static final int ENTITIES_MAX = 100_000;

  private final Map<String, Map<String, Value.Obj>> byKind = new HashMap<>();

  static TraitsFile read(JsonLines lines) throws BadFileException {
    TraitsFile file = new TraitsFile();
    int entities = 0;
    for (Value.Obj line = lines.next(); line != null; line = lines.next()) {
      String kind = lines.text(line, "kind");
      String id = lines.text(line, "external_id");
      if (kind == null || id == null || !(line.get("traits") instanceof Value.Obj traits)) {
        throw lines.bad("an entity has a `kind`, an `external_id` and `traits`, a JSON object");
      }
      if (++entities > ENTITIES_MAX) {
        throw lines.bad("more than 100 000 entities");
      }
      file.byKind.computeIfAbsent(kind, _ -> new HashMap<>()).put(id, traits);
    }
    return file;
  }

  @Override
  public Map<String, Value.Obj> find(String kind, Collection<String> externalIds) {
    Map<String, Value.Obj> known = byKind.getOrDefault(kind, Map.of());
    Map<String, Value.Obj> found = new HashMap<>();
    for (String id : externalIds) {
      Value.Obj traits = known.get(id);
      if (traits != null) {
        found.put(id, traits);
      }
    }
    return found;
  }
}
