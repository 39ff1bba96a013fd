package io.ingestlayer.workspace.yaml;

import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.event.Value;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/// Recognises what YAML makes of an expression or a channel name without quotes, and says to put it in quotes.
final class Traps {
  private static final String QUOTES = "put the expression in quotes";
  private static final Pattern EXPRESSION =
      Pattern.compile("\\{\\{|\\$[A-Za-z]|\\benum\\s*\\[|:\\s*[\"'].*[\"']\\s*(==|!=|in\\b)");
  private static final Pattern TAG_LIKE_OPERATOR = Pattern.compile(":\\s*(!=?|>=?|\\||%|@|`|\\*)");

  private static final Pattern HASH_VALUE = Pattern.compile("[:,\\[{]\\s+#[\\w{]");

  private final Source source;
  private final Problems problems;

  Traps(Source source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  static boolean looksLikeExpression(String text) {
    return EXPRESSION.matcher(text).find();
  }

  /// A word without quotes: was it cut by a comment, or by a comma or bracket of the mapping around it?
  void checkPlain(ScalarEvent scalar, boolean inFlow) {
    String text = scalar.getValue();
    String rest = source.restOfLine(scalar.getEndMark());
    String after = rest.stripLeading();
    boolean comment = after.startsWith("#") && (rest.length() > after.length() || text.isEmpty());
    if (text.isEmpty()) {
      checkEmpty(scalar, after, comment);
    } else if (looksLikeExpression(text) && !Balance.of(text) && (comment || inFlow)) {
      problems.error(
          source.at(scalar.getStartMark()),
          "unquoted_expression",
          comment
              ? "YAML takes what follows # as a comment and cuts this off; " + QUOTES
              : "YAML cuts this at the comma or bracket inside it; " + QUOTES);
    } else if (looksLikeExpression(text) && comment && startsWord(after)) {
      problems.warning(
          source.at(scalar.getStartMark()),
          "comment_in_text",
          "YAML takes \""
              + word(after)
              + "\" as a comment; put the whole text in quotes if it belongs to it");
    }
  }

  private void checkEmpty(ScalarEvent scalar, String after, boolean comment) {
    if (comment && startsWord(after)) {
      problems.error(
          source.at(scalar.getStartMark()),
          "unquoted_hash",
          "YAML takes \""
              + word(after)
              + "\" as a comment; put it in quotes: \""
              + word(after)
              + "\"");
    }
  }

  private static boolean startsWord(String comment) {
    return comment.length() > 1
        && (Character.isLetterOrDigit(comment.charAt(1)) || comment.startsWith("#{{"));
  }

  private static String word(String comment) {
    return comment.split("[\\s,}\\]]", 2)[0];
  }

  /// `op: >` begins a block of text in YAML, and an empty one at that.
  void checkBlock(ScalarEvent scalar) {
    if ((scalar.isFolded() || scalar.isLiteral()) && scalar.getValue().isBlank()) {
      problems.error(
          source.at(scalar.getStartMark()),
          "unquoted_operator",
          "YAML takes > and | as the beginning of a block of text; put the operator in quotes");
    }
  }

  /// `{$event.plan}`: a mapping with a key and no value, where an expression was meant.
  void checkMember(Location at, String name, Node value, Event key, boolean inFlow) {
    boolean noValue =
        value instanceof Node.Scalar scalar
            && scalar.value() instanceof Value.Null
            && scalar.text().isEmpty();
    if (inFlow
        && noValue
        && key instanceof ScalarEvent scalar
        && scalar.isPlain()
        && name.startsWith("$")) {
      problems.error(
          at,
          "unquoted_expression",
          "YAML takes {" + name + "} as a mapping; " + QUOTES + ", without braces");
    }
  }

  /// `{{ $event.x }}` without quotes is a mapping whose key is a mapping.
  Composer.Refused keyThatIsNoText(Event key, MappingStartEvent mapping) {
    boolean braces = mapping.isFlow() && key instanceof MappingStartEvent inner && inner.isFlow();
    return braces
        ? Composer.refuse(
            source.at(mapping.getStartMark()),
            "unquoted_expression",
            "YAML takes {{ … }} as a mapping; " + QUOTES + ": \"{{ … }}\"")
        : Composer.refuse(
            source.at(key.getStartMark()),
            "invalid_yaml",
            "a key is text; this is a list or a mapping");
  }

  /// A syntax error, said of the line where an expression stands when one does.
  void explain(MarkedYAMLException failure) {
    Mark problem = failure.getProblemMark();
    Mark context = failure.getContextMark();
    Mark there = problem == null ? context : problem;
    if (there == null) {
      problems.error(source.at(0, 0), "invalid_yaml", "not valid YAML: " + failure.getProblem());
      return;
    }
    String said = String.valueOf(failure.getProblem());
    if (said.contains("escape character")) {
      problems.error(
          source.at(there),
          "invalid_yaml",
          "inside double quotes YAML knows no such escape (" + said + "); use single quotes");
    } else if (suspicious(there)) {
      problems.error(source.at(there), "unquoted_expression", explained(said));
    } else if (context != null && suspicious(context)) {
      problems.error(source.at(context), "unquoted_expression", explained(said));
    } else if (context != null && HASH_VALUE.matcher(source.line(context.getLine())).find()) {
      problems.error(
          source.at(context),
          "unquoted_hash",
          "YAML takes what follows # as a comment, and then " + said + "; put the name in quotes");
    } else if (TAG_LIKE_OPERATOR.matcher(source.line(there.getLine())).find()) {
      problems.error(
          source.at(there),
          "unquoted_operator",
          "not valid YAML: " + said + "; put the value in quotes");
    } else {
      problems.error(source.at(there), "invalid_yaml", "not valid YAML: " + said + advice(said));
    }
  }

  private boolean suspicious(Mark mark) {
    return looksLikeExpression(source.line(mark.getLine()));
  }

  private static String explained(String said) {
    return "YAML cannot read this (" + said + "); " + QUOTES;
  }

  private static String advice(String said) {
    if (said.contains("TAB")) {
      return "; indent with spaces";
    }
    if (said.contains("mapping values are not allowed")) {
      return "; put text with a colon in quotes, and check the indentation";
    }
    // The scanner ends a word at a question mark inside braces, though YAML 1.2 would not.
    return said.startsWith("expected ','")
        ? "; inside braces put text that holds ? , [ ] { } in quotes"
        : "";
  }

  /// A character that no YAML file may hold.
  void explainUnreadable(YAMLException failure) {
    int index = failure instanceof ReaderException reader ? reader.getPosition() : 0;
    int line = 0;
    while (line < source.lines().size() - 1 && index > codePoints(line)) {
      index -= codePoints(line) + 1;
      line++;
    }
    String what =
        failure instanceof ReaderException reader
            ? "the character U+%04X is not allowed in YAML".formatted(reader.getCodePoint())
            : "not valid YAML";
    problems.error(source.at(line, Math.max(0, index)), "invalid_yaml", what);
  }

  private int codePoints(int line) {
    String text = source.line(line);
    return text.codePointCount(0, text.length());
  }
}
