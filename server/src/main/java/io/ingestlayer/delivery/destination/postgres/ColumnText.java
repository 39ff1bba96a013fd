package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.platform.db.PostgresText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A JSON value as the text that a column's type reads. Pure.
///
/// What can be seen to be wrong is refused here, so that one bad row does not cost the batch a round trip. Words that
/// PostgreSQL reads as a time of its own (`now`, `infinity`) are refused as well: an event says when, or it does not.
final class ColumnText {
  private static final int SHOWN_MAX = 60;
  private static final int DIGITS_MAX = 19;

  private static final Predicate<String> INTEGER = matching("-?[0-9]{1,19}");
  private static final Predicate<String> NUMBER =
      matching("-?[0-9]{1,100}(\\.[0-9]{1,100})?([eE][+-]?[0-9]{1,3})?");
  private static final Predicate<String> BOOLEAN = matching("(?i)true|false");
  private static final Predicate<String> UUID =
      matching("[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}");
  private static final Predicate<String> TIME =
      matching(
          "[0-9]{4,6}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)? ?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?)?");

  private ColumnText() {}

  private static Predicate<String> matching(String regex) {
    return Pattern.compile(regex).asMatchPredicate();
  }

  /// A value that a column cannot take.
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitException(String message) {
      super(message, null, false, false);
    }
  }

  /// @param notes told when characters had to be replaced
  /// @return the text, or null for SQL's null
  static @Nullable String of(Value value, PostgresTable.Column column, Notes notes)
      throws UnfitException {
    if (!value.isPresent()) {
      return null;
    }
    return switch (column.base()) {
      case "json", "jsonb" -> json(value, column, notes);
      case "int2" -> integer(value, Short.SIZE, column);
      case "int4" -> integer(value, Integer.SIZE, column);
      case "int8" -> integer(value, Long.SIZE, column);
      case "numeric", "float4", "float8" -> number(value, column);
      case "bool" ->
          value instanceof Value.Bool bool
              ? Boolean.toString(bool.value())
              : text(value, BOOLEAN, column);
      case "uuid" -> text(value, UUID, column);
      case "timestamptz", "timestamp", "date" -> text(value, TIME, column);
      case "text", "varchar", "bpchar" -> within(column, storable(plain(value), column, notes));
      default ->
          value instanceof Value.Arr array && column.base().startsWith("_")
              ? arrayLiteral(array, column, notes)
              : storable(plain(value), column, notes);
    };
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

  private static String integer(Value value, int bits, PostgresTable.Column column)
      throws UnfitException {
    BigDecimal decimal =
        switch (value) {
          case Value.Num number -> number.decimal();
          case Value.Text(String text) when INTEGER.test(text) -> new BigDecimal(text);
          default -> throw unfit(value, column);
        };
    boolean isShort = decimal.precision() - (long) decimal.scale() <= DIGITS_MAX;
    if (decimal.signum() != 0 && !isShort) {
      throw unfit(value, column);
    }
    boolean isWhole = decimal.scale() <= 0 || decimal.stripTrailingZeros().scale() <= 0;
    BigInteger whole = decimal.signum() == 0 ? BigInteger.ZERO : decimal.toBigInteger();
    if (!isWhole || whole.bitLength() >= bits) {
      throw unfit(value, column);
    }
    return whole.toString();
  }

  private static String number(Value value, PostgresTable.Column column) throws UnfitException {
    return value instanceof Value.Num number ? number.text() : text(value, NUMBER, column);
  }

  private static String text(Value value, Predicate<String> form, PostgresTable.Column column)
      throws UnfitException {
    if (value instanceof Value.Text(String text) && form.test(text)) {
      return text;
    }
    throw unfit(value, column);
  }

  private static String within(PostgresTable.Column column, String text) throws UnfitException {
    Integer max = column.lengthMax();
    // Blanks at the end are cut by PostgreSQL without a word, as the standard has it.
    if (max == null || text.length() <= max || characters(text.stripTrailing()) <= max) {
      return text;
    }
    throw new UnfitException(
        "column %s (%s) cannot hold %d characters"
            .formatted(column.name(), column.type(), characters(text)));
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  private static UnfitException unfit(Value value, PostgresTable.Column column) {
    String text = value instanceof Value.Text ? Json.write(value) : plain(value);
    String shown = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    return new UnfitException(
        "column %s (%s) cannot hold %s".formatted(column.name(), column.type(), shown));
  }

  private static String arrayLiteral(Value.Arr array, PostgresTable.Column column, Notes notes) {
    return array.elements().stream()
        .map(element ->
            element.isPresent()
                ? '"' + escaped(storable(plain(element), column, notes)) + '"'
                : "null")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /// JSON that `jsonb` takes: it refuses U+0000 and halves of surrogate pairs also where they are escaped.
  private static String json(Value value, PostgresTable.Column column, Notes notes) {
    String json = Json.write(value);
    return json.contains("\\u") ? Json.write(cleaned(value, column, notes)) : json;
  }

  private static Value cleaned(Value value, PostgresTable.Column column, Notes notes) {
    return switch (value) {
      case Value.Text(String text) -> new Value.Text(storable(text, column, notes));
      case Value.Arr array ->
          Value.array(array.elements().stream().map(it -> cleaned(it, column, notes)).toList());
      case Value.Obj object -> {
        Value.ObjBuilder copy = Value.object();
        object
            .members()
            .forEach(
                (name, it) -> copy.put(storable(name, column, notes), cleaned(it, column, notes)));
        yield copy.build();
      }
      case Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ -> value;
    };
  }

  /// Text that PostgreSQL can store: U+FFFD stands for U+0000 and for half a surrogate pair.
  private static String storable(String text, PostgresTable.Column column, Notes notes) {
    if (PostgresText.storable(text)) {
      return text;
    }
    notes.remark(
        "U+0000 or half a surrogate pair became U+FFFD in column "
            + column.name()
            + ": PostgreSQL cannot store them");
    return text.codePoints()
        .map(it -> it == 0 || (it >= 0xd800 && it <= 0xdfff) ? 0xfffd : it)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
