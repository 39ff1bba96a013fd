package io.ingestlayer.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.ingestlayer.event.Value;
import java.util.ArrayDeque;
import java.util.Deque;

/// Regular expressions that a definition may use: RE2's, matched in linear time, with a bounded number of states.
final class Patterns {
  private Patterns() {}

  /// The pattern that a definition writes: from an event none is ever taken.
  ///
  /// @throws PatternSyntaxException when it is no string that stands there, or no pattern
  static Pattern literal(Operand operand) {
    if (operand.node() instanceof Node.Literal(Value.Text pattern)) {
      return compile(pattern.value());
    }
    throw new PatternSyntaxException("it must be a string in quotes");
  }

  /// @throws PatternSyntaxException when it is no pattern, or one that is too large
  static Pattern compile(String pattern) {
    if (pattern.length() > Bounds.PATTERN_MAX) {
      throw new PatternSyntaxException("more than " + Bounds.PATTERN_MAX + " characters");
    }
    // `((a{100}){100}){100}` is short, and a million states.
    if (states(pattern) > Bounds.PATTERN_STATES_MAX) {
      throw new PatternSyntaxException(
          "its repetitions make more than " + Bounds.PATTERN_STATES_MAX + " states");
    }
    return Pattern.compile(pattern);
  }

  /// An estimate of what the pattern is with its repetitions written out; never less than it is.
  private static long states(String pattern) {
    Deque<Long> outer = new ArrayDeque<>();
    long total = 0;
    long last = 0;
    int at = 0;
    while (at < pattern.length()) {
      char next = pattern.charAt(at);
      switch (next) {
        case '(' -> {
          outer.push(total);
          total = 0;
          last = 0;
        }
        case ')' -> {
          last = total + 1;
          total = (outer.isEmpty() ? 0 : outer.pop()) + last;
        }
        case '{' -> {
          long more = last * Math.max(0, repetitions(pattern, at) - 1);
          total += more;
          last += more;
        }
        default -> {
          last = 1;
          total++;
        }
      }
      if (total > Bounds.PATTERN_STATES_MAX) {
        return total;
      }
      at = next == '\\' ? at + 2 : at + 1;
    }
    return total;
  }

  /// The largest number in the braces that open there; 1 when there is none.
  private static long repetitions(String pattern, int open) {
    long largest = 1;
    long number = 0;
    for (int at = open + 1; at < pattern.length() && pattern.charAt(at) != '}'; at++) {
      int digit = Character.digit(pattern.charAt(at), 10);
      number = digit < 0 ? 0 : Math.min(number * 10 + digit, Integer.MAX_VALUE);
      largest = Math.max(largest, number);
    }
    return largest;
  }
}
