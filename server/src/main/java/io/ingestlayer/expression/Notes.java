package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an evaluation wants to tell the person who asks why: the first operand that was not there or not of
/// the right kind, and a few remarks. For one evaluation, or one walk, on one thread.
public final class Notes {
  private static final int REMARKS_MAX = 8;
  private static final int REMARK_MAX = 200;
  private static final Notes NONE = new Notes(false);

  private final boolean listening;
  private final List<String> remarks = new ArrayList<>(0);
  private @Nullable String operand;

  private Notes(boolean listening) {
    this.listening = listening;
  }

  public Notes() {
    this(true);
  }

  /// Nobody wants to know: takes no notes, may be shared.
  public static Notes none() {
    return NONE;
  }

  /// The first absent or mistyped operand: "`$event.limit` is absent".
  public Optional<String> operand() {
    return Optional.ofNullable(operand);
  }

  /// What else was worth saying, in order, no more than a handful.
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  /// Adds a remark, unless it was made already or there are enough.
  public void remark(String remark) {
    if (listening && remarks.size() < REMARKS_MAX) {
      String shortened = remark.length() <= REMARK_MAX ? remark : remark.substring(0, REMARK_MAX);
      if (!remarks.contains(shortened)) {
        remarks.add(shortened);
      }
    }
  }

  /// The operand was absent or null. A literal never is the reason.
  void absent(Operand which, Value value) {
    if (listening && operand == null && !which.isLiteral()) {
      operand = "`" + which.text() + "` is " + Kinds.name(value);
    }
  }

  /// The operand was something else than could be used there.
  void mistyped(Operand which, Value value, String wanted) {
    if (listening && operand == null) {
      operand =
          value.isPresent()
              ? "`" + which.text() + "` is " + Kinds.name(value) + ", not " + wanted
              : "`" + which.text() + "` is " + Kinds.name(value);
    }
  }

  /// The function could not make anything of what it was given.
  void unanswered(String function, Operand first, Value value) {
    if (listening && operand == null) {
      operand = "`" + function + "` has no answer for `" + first.text() + "`, " + Kinds.name(value);
    }
  }
}
