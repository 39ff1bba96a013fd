package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.CopyWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A JSON value as the text that a column's type reads. Pure.
///
/// What can be seen to be wrong is refused here, so that one bad row does not cost the batch a round trip.
final class ColumnText {
  private static final BigInteger INT2 = BigInteger.valueOf(Short.MAX_VALUE);
  private static final BigInteger INT4 = BigInteger.valueOf(Integer.MAX_VALUE);
  private static final BigInteger INT8 = BigInteger.valueOf(Long.MAX_VALUE);

  private ColumnText() {}

  /// A value that a column cannot take.
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitException(String message) {
      super(message, null, false, false);
    }
  }

  /// @return the text, or null for SQL's null
  static @Nullable String of(Value value, PostgresTable.Column column) throws UnfitException {
    if (!value.isPresent()) {
      return null;
    }
    return switch (column.base()) {
      case "json", "jsonb" -> json(value);
      case "int2" -> integer(value, INT2, column);
      case "int4" -> integer(value, INT4, column);
      case "int8" -> integer(value, INT8, column);
      case "numeric", "float4", "float8" -> number(value, column);
      case "bool" -> bool(value, column);
      default -> value instanceof Value.Arr array && column.base().startsWith("_")
          ? arrayLiteral(array)
          : storable(plain(value));
    };
  }

  private static String plain(Value value) {
    return switch (value) {
      case Value.Text text -> text.value();
      case Value.Num num -> num.text();
      case Value.Bool bool -> bool.value() ? "true" : "false";
      case Value.Arr _, Value.Obj _ -> Json.write(value);
      case Value.Null _, Value.Absent _ -> "";
    };
  }

  private static String integer(Value value, BigInteger max, PostgresTable.Column column)
      throws UnfitException {
    if (value instanceof Value.Num num) {
      BigDecimal decimal = num.decimal();
      boolean whole = decimal.scale() <= 0 || decimal.stripTrailingZeros().scale() <= 0;
      if (whole && decimal.precision() - decimal.scale() <= 19) {
        BigInteger integer = decimal.toBigInteger();
        if (integer.compareTo(max) <= 0 && integer.negate().compareTo(max.add(BigInteger.ONE)) <= 0) {
          return integer.toString();
        }
      }
      throw new UnfitException(
          "column %s (%s) cannot hold the number %s".formatted(column.name(), column.type(), shown(num.text())));
    }
    if (value instanceof Value.Text text && text.value().matches("-?[0-9]{1,18}")) {
      return text.value();
    }
    throw unfit(value, column);
  }

  private static String number(Value value, PostgresTable.Column column) throws UnfitException {
    if (value instanceof Value.Num num) {
      return num.text();
    }
    if (value instanceof Value.Text text
        && text.value().matches("-?[0-9]{1,100}(\\.[0-9]{1,100})?([eE][+-]?[0-9]{1,3})?")) {
      return text.value();
    }
    throw unfit(value, column);
  }

  private static String bool(Value value, PostgresTable.Column column) throws UnfitException {
    return switch (value) {
      case Value.Bool bool -> bool.value() ? "true" : "false";
      case Value.Text text when text.value().matches("(?i)true|false") -> text.value();
      default -> throw unfit(value, column);
    };
  }

  private static UnfitException unfit(Value value, PostgresTable.Column column) {
    return new UnfitException(
        "column %s (%s) cannot hold %s".formatted(column.name(), column.type(), shown(plain(value))));
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static String arrayLiteral(Value.Arr array) {
    return array.elements().stream()
        .map(
            element ->
                element.isPresent()
                    ? '"' + storable(plain(element)).replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                    : "null")
        .collect(Collectors.joining(",", "{", "}"));
  }

  /// JSON that `jsonb` takes: it refuses U+0000 and halves of surrogate pairs also where they are escaped.
  static String json(Value value) {
    String json = Json.write(value);
    return json.contains("\\u") ? Json.write(cleaned(value)) : json;
  }

  private static Value cleaned(Value value) {
    return switch (value) {
      case Value.Text text -> new Value.Text(storable(text.value()));
      case Value.Arr array ->
          Value.array(array.elements().stream().map(ColumnText::cleaned).toList());
      case Value.Obj object -> {
        Value.ObjBuilder copy = Value.object();
        object.members().forEach((name, it) -> copy.put(storable(name), cleaned(it)));
        yield copy.build();
      }
      case Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ -> value;
    };
  }

  /// Text that PostgreSQL can store: U+FFFD stands for U+0000 and for half a surrogate pair.
  static String storable(String text) {
    return CopyWriter.storable(text)
        ? text
        : text.codePoints()
            .map(it -> it == 0 || (it >= 0xd800 && it <= 0xdfff) ? 0xfffd : it)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }
}
