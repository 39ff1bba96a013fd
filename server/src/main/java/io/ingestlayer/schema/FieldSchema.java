package io.ingestlayer.schema;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A check of declared top-level fields, in one pass over them.
final class FieldSchema implements EventSchema {
  private final Map<String, FieldRule> rules;
  private final boolean strict;

  FieldSchema(List<FieldRule> fields, boolean strict) {
    Map<String, FieldRule> byName = new LinkedHashMap<>();
    fields.forEach(it -> byName.put(it.name(), it));
    this.rules = byName;
    this.strict = strict;
  }

  @Override
  public List<SchemaViolation> check(Value.Obj payload) {
    List<SchemaViolation> found = new ArrayList<>(0);
    for (FieldRule rule : rules.values()) {
      if (found.size() < VIOLATIONS_MAX) {
        check(rule, payload.get(rule.name()), found);
      }
    }
    if (strict) {
      checkUnknown(payload, found);
    }
    return found;
  }

  private static void check(FieldRule rule, Value value, List<SchemaViolation> found) {
    String pointer = Pointer.of(rule.name());
    if (!value.isPresent()) {
      if (!rule.optional()) {
        boolean missing = value instanceof Value.Absent;
        found.add(
            missing
                ? new SchemaViolation(pointer, "required", "\"" + rule.name() + "\" is missing")
                : new SchemaViolation(
                    pointer, "type", "expected " + expected(rule) + ", found null"));
      }
      return;
    }
    if (!rule.choices().isEmpty()) {
      checkChoice(rule, value, pointer, found);
    } else if (!rule.kind().takes(value)) {
      found.add(
          new SchemaViolation(
              pointer,
              "type",
              "expected " + expected(rule) + ", found " + FieldKind.describe(value)));
    }
  }

  private static void checkChoice(
      FieldRule rule, Value value, String pointer, List<SchemaViolation> found) {
    String text =
        switch (value) {
          case Value.Text it -> it.value();
          case Value.Num it -> it.text();
          case Value.Bool it -> "";
          case Value.Null it -> "";
          case Value.Absent it -> "";
          case Value.Arr it -> "";
          case Value.Obj it -> "";
        };
    if (!rule.kind().takes(value)) {
      found.add(
          new SchemaViolation(
              pointer,
              "type",
              "expected " + expected(rule) + ", found " + FieldKind.describe(value)));
    } else if (!rule.choices().contains(text)) {
      found.add(
          new SchemaViolation(
              pointer, "enum", "expected one of " + String.join(", ", rule.choices())));
    }
  }

  private static String expected(FieldRule rule) {
    return switch (rule.kind()) {
      case INTEGER, OBJECT, ARRAY -> "an " + rule.kind().word();
      case STRING, NUMBER, BOOLEAN, ANY -> "a " + rule.kind().word();
    };
  }

  private void checkUnknown(Value.Obj payload, List<SchemaViolation> found) {
    for (String name : payload.members().keySet()) {
      if (found.size() >= VIOLATIONS_MAX) {
        return;
      }
      if (!rules.containsKey(name)) {
        found.add(
            new SchemaViolation(
                Pointer.of(name),
                "unknown_field",
                "this field is not declared for the event type"));
      }
    }
  }
}
