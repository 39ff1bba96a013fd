package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/// Functions on strings. Positions count code points.
final class TextFunctions {
  static final List<Function> ALL =
      List.of(
          Function.of("lower(text)", 1, 1, in -> letters(in, Character::toLowerCase)),
          Function.of("upper(text)", 1, 1, in -> letters(in, Character::toUpperCase)),
          Function.of("trim(text)", 1, 1, TextFunctions::trim),
          Function.of("length(x)", 1, 1, TextFunctions::length),
          Function.of("substring(text, from, to)", 2, 3, TextFunctions::substring),
          Function.of("replace(text, old, new)", 3, 3, TextFunctions::replace),
          Function.of("split(text, separator)", 2, 2, TextFunctions::split),
          Function.of("join(list, separator)", 1, 2, TextFunctions::join),
          Function.of("starts_with(text, start)", 2, 2, in -> edge(in, true))
              .answering(Value.Bool.FALSE),
          Function.of("ends_with(text, end)", 2, 2, in -> edge(in, false))
              .answering(Value.Bool.FALSE),
          Function.of("string(x)", 1, 1, TextFunctions::string),
          Function.of("json(x)", 1, 1, TextFunctions::json).answering(null),
          Function.of("hash(x)", 1, 1, TextFunctions::hash),
          Function.of("domain(email)", 1, 1, TextFunctions::domain));

  private TextFunctions() {}

  /// Letter by letter: `String.toUpperCase` makes two of an `ß`, and takes quadratic time for many.
  private static Value letters(Arguments in, IntUnaryOperator change) {
    String text = in.text(0);
    if (text == null) {
      return Value.Absent.ABSENT;
    }
    StringBuilder changed = new StringBuilder(text.length());
    text.codePoints().map(change).forEach(changed::appendCodePoint);
    return Texts.of(changed.toString(), in.notes());
  }

  private static Value trim(Arguments in) {
    String text = in.text(0);
    return text == null ? Value.Absent.ABSENT : new Value.Text(text.strip());
  }

  private static Value length(Arguments in) {
    return switch (in.get(0)) {
      case Value.Text text -> Value.of(text.value().codePointCount(0, text.value().length()));
      case Value.Arr array -> Value.of(array.elements().size());
      case Value.Obj object -> Value.of(object.members().size());
      case Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ -> Value.Absent.ABSENT;
    };
  }

  private static Value substring(Arguments in) {
    String text = in.text(0);
    if (text == null || !(in.get(1) instanceof Value.Num from)) {
      return Value.Absent.ABSENT;
    }
    int length = text.codePointCount(0, text.length());
    int start = position(from, length);
    int end = length;
    if (in.count() == 3) {
      if (!(in.get(2) instanceof Value.Num to)) {
        return Value.Absent.ABSENT;
      }
      end = position(to, length);
    }
    if (start < 0 || end < 0) {
      return Value.Absent.ABSENT;
    }
    return new Value.Text(
        end <= start
            ? ""
            : text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end)));
  }

  /// A position from 0 to the length, counted from the end when negative; less than 0 when it is no whole number.
  private static int position(Value.Num number, int length) {
    int index = Path.index(number);
    if (index == Integer.MIN_VALUE) {
      return Decimals.isWhole(number.decimal()) ? (number.decimal().signum() < 0 ? 0 : length) : -1;
    }
    return Math.clamp(index < 0 ? (long) length + index : index, 0, length);
  }

  private static Value replace(Arguments in) {
    String text = in.text(0);
    String old = in.text(1);
    String with = in.text(2);
    if (text == null || old == null || with == null) {
      return Value.Absent.ABSENT;
    }
    if (old.isEmpty()) {
      return in.get(0);
    }
    Search search = new Search(old);
    StringBuilder replaced = new StringBuilder();
    int from = 0;
    for (int at = search.in(text, 0); at >= 0; at = search.in(text, from)) {
      replaced.append(text, from, at).append(with);
      from = at + old.length();
      if (replaced.length() > Bounds.RESULT_MAX) {
        return Texts.tooLong(in.notes());
      }
    }
    return Texts.of(replaced.append(text, from, text.length()).toString(), in.notes());
  }

  private static Value split(Arguments in) {
    String text = in.text(0);
    String separator = in.text(1);
    if (text == null || separator == null || separator.isEmpty()) {
      return Value.Absent.ABSENT;
    }
    List<Value> parts = new ArrayList<>();
    int from = 0;
    Search search = new Search(separator);
    for (int at = search.in(text, 0); at >= 0; at = search.in(text, from)) {
      parts.add(new Value.Text(text.substring(from, at)));
      from = at + separator.length();
      if (parts.size() == Bounds.ELEMENTS_MAX) {
        in.notes().remark("more than " + Bounds.ELEMENTS_MAX + " parts are left out");
        return Value.Absent.ABSENT;
      }
    }
    parts.add(new Value.Text(text.substring(from)));
    return new Value.Arr(parts);
  }

  private static Value join(Arguments in) {
    String separator = in.count() == 2 ? in.text(1) : ", ";
    if (!(in.get(0) instanceof Value.Arr array) || separator == null) {
      return Value.Absent.ABSENT;
    }
    StringBuilder joined = new StringBuilder();
    String before = "";
    for (Value element : array.elements()) {
      String text = Texts.plain(element, in.notes());
      if (text == null || joined.length() + before.length() + text.length() > Bounds.RESULT_MAX) {
        return Texts.tooLong(in.notes());
      }
      joined.append(before).append(text);
      before = separator;
    }
    return new Value.Text(joined.toString());
  }

  private static Value edge(Arguments in, boolean start) {
    String text = in.text(0);
    String part = in.text(1);
    return Value.of(
        text != null && part != null && (start ? text.startsWith(part) : text.endsWith(part)));
  }

  private static Value string(Arguments in) {
    String text = Texts.plain(in.get(0), in.notes());
    return text == null ? Value.Absent.ABSENT : new Value.Text(text);
  }

  private static Value json(Arguments in) {
    String text = Texts.json(in.get(0), in.notes());
    return text == null ? Value.Absent.ABSENT : new Value.Text(text);
  }

  /// SHA-256 of the value as text, in hexadecimal.
  private static Value hash(Arguments in) {
    String text = Texts.plain(in.get(0), in.notes());
    if (text == null) {
      return Value.Absent.ABSENT;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      return Value.of(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }

  private static Value domain(Arguments in) {
    String email = in.text(0);
    int at = email == null ? -1 : email.lastIndexOf('@');
    if (email == null || at < 1) {
      return Value.Absent.ABSENT;
    }
    String domain = email.substring(at + 1).strip().toLowerCase(Locale.ROOT);
    return domain.isEmpty() ? Value.Absent.ABSENT : new Value.Text(domain);
  }
}
