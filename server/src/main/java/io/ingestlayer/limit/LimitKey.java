package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.UUID;

/// What is counted apart: `{customer_id: c1}`.
///
/// @param hash 128 bits over the typed values: `42` and `"42"` differ, and so do a missing value, null and `""`
/// @param values by name, for people: those that are missing are left out
public record LimitKey(UUID hash, Value.Obj values) {

  /// Where all keys are counted that have no counter of their own.
  public static final LimitKey OTHER =
      new LimitKey(new Digest().add("other").id(), Value.Obj.EMPTY);

  /// Where the records of a `per_event` limit are counted, so that they can be capped.
  static final LimitKey RECORDS = new LimitKey(new Digest().add("records").id(), Value.Obj.EMPTY);

  public LimitKey {
    requireNonNull(hash);
    requireNonNull(values);
  }

  /// A key in the making, dimension by dimension, in the rule's order. One thread.
  static final class Builder {
    private final Digest digest = new Digest().add("key");
    private final Value.ObjBuilder values = Value.object();

    Builder add(String name, Value value) {
      switch (value) {
        case Value.Absent _ -> digest.add(0);
        case Value.Null _ -> digest.add(1);
        case Value.Bool bool -> digest.add(bool.value() ? 2 : 3);
        case Value.Num number -> digest.add(4).add(canonical(number));
        case Value.Text text -> digest.add(5).add(text.value());
        case Value.Arr _, Value.Obj _ -> digest.add(6).add(Json.write(value));
      }
      if (!(value instanceof Value.Absent)) {
        values.put(name, ContextValue.shown(value));
      }
      return this;
    }

    /// `42` and `42.0` are one number.
    private static String canonical(Value.Num number) {
      return number.decimal().signum() == 0
          ? "0"
          : number.decimal().stripTrailingZeros().toString();
    }

    LimitKey build() {
      return new LimitKey(digest.id(), values.build());
    }
  }
}
