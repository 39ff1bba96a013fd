package io.ingestlayer.event;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A JSON value, or the absence of one.
///
/// Immutable. Objects keep the order of their members, numbers keep their exact text.
public sealed interface Value {

  /// The member of that name; absent when this is no object or has none.
  default Value get(String name) {
    return Absent.ABSENT;
  }

  /// The element at that position, counted from the end when negative; absent when there is none.
  default Value get(int index) {
    return Absent.ABSENT;
  }

  /// Whether there is something here: neither absent nor null.
  default boolean isPresent() {
    return true;
  }

  static Value of(@Nullable String text) {
    return text == null ? Null.NULL : new Text(text);
  }

  static Value of(boolean value) {
    return value ? Bool.TRUE : Bool.FALSE;
  }

  static Value of(long value) {
    return Num.of(value);
  }

  /// An object in the making, for the one who writes JSON by hand.
  static ObjBuilder object() {
    return new ObjBuilder();
  }

  /// Nothing was there: a missing member, an index past the end, a calculation without an answer.
  enum Absent implements Value {
    ABSENT;

    @Override
    public boolean isPresent() {
      return false;
    }
  }

  /// JSON `null`.
  enum Null implements Value {
    NULL;

    @Override
    public boolean isPresent() {
      return false;
    }
  }

  /// JSON `true` or `false`.
  enum Bool implements Value {
    FALSE,
    TRUE;

    public boolean value() {
      return this == TRUE;
    }
  }

  /// A number as it was written: `1.0`, `-0` and `1E+2` stay what they are when they are passed on.
  final class Num implements Value {
    private final String text;
    private @Nullable BigDecimal decimal;

    private Num(String text, @Nullable BigDecimal decimal) {
      this.text = requireNonNull(text);
      this.decimal = decimal;
    }

    /// A number from its JSON text. The caller has checked the grammar and the bounds on digits and exponent.
    public static Num ofText(String text) {
      return new Num(text, null);
    }

    public static Num of(long value) {
      return new Num(Long.toString(value), null);
    }

    public static Num of(BigDecimal value) {
      return new Num(value.toString(), value);
    }

    public String text() {
      return text;
    }

    public BigDecimal decimal() {
      BigDecimal known = decimal;
      if (known == null) {
        known = new BigDecimal(text);
        decimal = known;
      }
      return known;
    }

    /// Two numbers are equal when they are numerically equal: `1.0` and `1` are.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Num that
          && (text.equals(that.text) || decimal().compareTo(that.decimal()) == 0);
    }

    @Override
    public int hashCode() {
      return decimal().stripTrailingZeros().hashCode();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// A string.
  record Text(String value) implements Value {
    public Text {
      requireNonNull(value);
    }
  }

  /// An array.
  record Arr(List<Value> elements) implements Value {
    public static final Arr EMPTY = new Arr(List.of());

    public Arr {
      elements = List.copyOf(elements);
    }

    @Override
    public Value get(int index) {
      int position = index < 0 ? elements.size() + index : index;
      return position >= 0 && position < elements.size() ? elements.get(position) : Absent.ABSENT;
    }
  }

  /// An object. The map is a snapshot and cannot be written to.
  final class Obj implements Value {
    public static final Obj EMPTY = new Obj(new LinkedHashMap<>());

    private final SequencedMap<String, Value> members;

    private Obj(SequencedMap<String, Value> members) {
      this.members = Collections.unmodifiableSequencedMap(members);
    }

    public static Obj of(Map<String, Value> members) {
      return members.isEmpty() ? EMPTY : new Obj(new LinkedHashMap<>(members));
    }

    /// Takes the map over without a copy; the caller never touches it again.
    static Obj owning(SequencedMap<String, Value> members) {
      return members.isEmpty() ? EMPTY : new Obj(members);
    }

    public SequencedMap<String, Value> members() {
      return members;
    }

    @Override
    public Value get(String name) {
      Value value = members.get(name);
      return value == null ? Absent.ABSENT : value;
    }

    /// This object with one member more, or with that one replaced.
    public Obj with(String name, Value value) {
      LinkedHashMap<String, Value> copy = new LinkedHashMap<>(members);
      copy.put(name, value);
      return new Obj(copy);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Obj that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
      return members.hashCode();
    }

    @Override
    public String toString() {
      return members.toString();
    }
  }

  /// Puts an object together, member by member, in the order they are shown.
  final class ObjBuilder {
    private final LinkedHashMap<String, Value> members = new LinkedHashMap<>();

    private ObjBuilder() {}

    public ObjBuilder put(String name, Value value) {
      members.put(name, value);
      return this;
    }

    public ObjBuilder put(String name, @Nullable String value) {
      return put(name, Value.of(value));
    }

    public ObjBuilder put(String name, long value) {
      return put(name, Value.of(value));
    }

    public ObjBuilder put(String name, boolean value) {
      return put(name, Value.of(value));
    }

    /// Leaves the member out when there is nothing to say.
    public ObjBuilder putIfPresent(String name, @Nullable String value) {
      return value == null ? this : put(name, value);
    }

    public ObjBuilder putAll(List<? extends Map.Entry<String, ? extends Value>> entries) {
      entries.forEach(entry -> members.put(entry.getKey(), entry.getValue()));
      return this;
    }

    public Obj build() {
      return Obj.owning(new LinkedHashMap<>(members));
    }
  }

  /// An array in the order of the list.
  static Arr array(List<? extends Value> elements) {
    return new Arr(new ArrayList<>(elements));
  }
}
