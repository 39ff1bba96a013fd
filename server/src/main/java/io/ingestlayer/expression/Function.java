package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function of the language: pure, total, bounded.
///
/// @param signature how it is called, for the person who writes one: `substring(text, from, to)`
/// @param least the fewest arguments
/// @param most the most arguments
/// @param withoutValue the answer when an argument is absent or null; null lets the body decide
/// @param check what can be said about literal arguments when the definition is loaded
record Function(
    String signature, int least, int most, @Nullable Value withoutValue, Body body, Check check) {

  /// Answers absent for what it cannot take.
  interface Body {
    Value apply(Arguments in);
  }

  /// Names what is wrong with the literal arguments, or nothing; arguments that are calculated are absent here.
  interface Check {
    Check NONE = _ -> null;

    @Nullable String problem(List<Value> literals);
  }

  static Function of(String signature, int least, int most, Body body) {
    return new Function(signature, least, most, Value.Absent.ABSENT, body, Check.NONE);
  }

  Function checking(Check literals) {
    return new Function(signature, least, most, withoutValue, body, literals);
  }

  Function answering(@Nullable Value withoutAnArgument) {
    return new Function(signature, least, most, withoutAnArgument, body, check);
  }

  String name() {
    return signature.substring(0, signature.indexOf('('));
  }
}
