package io.ingestlayer.component;

import io.ingestlayer.expression.Condition;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.TextTemplate;
import io.ingestlayer.expression.ValueTemplate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;

/// The types of fields that definitions are made of.
public final class FieldTypes {
  private static final int TEXT_MAX = 64 * 1024;

  /// Text as it stands, at most 64 Ki characters; a number is taken as it was written.
  public static final FieldType<String> TEXT = new TextType(TEXT_MAX);

  public static final FieldType<Boolean> BOOLEAN = new BooleanType();

  /// `30s`, `5m`, `24h`, `35d`; from a millisecond to 400 days.
  public static final FieldType<Duration> DURATION =
      duration(Duration.ofMillis(1), Duration.ofDays(400));

  /// A credential: `{ env: NAME }`, `{ file: path }`, or plain text, which is warned about.
  public static final FieldType<Secret> SECRET = new SecretType();

  /// An address for HTTP; also by reference, `{ env: NAME }`.
  public static final FieldType<URI> URL = new UrlType();

  /// An expression: `$event.used / $event.limit >= 1`.
  public static final FieldType<Expression> EXPRESSION =
      new ParsedType<>("expression", "an expression such as $event.plan", Expression::parse);

  /// Text with expressions in it: `{{ $event.plan }} and $event.used`.
  public static final FieldType<TextTemplate> TEXT_TEMPLATE =
      new ParsedType<>(
          "text with expressions", "text such as \"{{ $event.plan }}\"", TextTemplate::parse);

  /// A value that may depend on the event: an expression when it starts with `$`, a text with expressions in it, an
  /// object or a list of such, or itself.
  public static final FieldType<ValueTemplate> VALUE_TEMPLATE = new ValueTemplateType();

  /// `{ field: $event.plan, op: in, value: [pro] }`, combined by `all:`, `any:`, `not:`; or an expression.
  public static final FieldType<Condition> CONDITION = new ConditionType();

  /// Steps inside a step.
  public static final FieldType<List<Step>> STEPS = new StepsType();

  private FieldTypes() {}

  public static FieldType<Integer> integer(int min, int max) {
    return new IntegerType(min, max);
  }

  public static FieldType<Duration> duration(Duration min, Duration max) {
    return new DurationType(min, max);
  }

  public static FieldType<String> text(int lengthMax) {
    return new TextType(lengthMax);
  }

  public static FieldType<String> choice(String... names) {
    return new ChoiceType(List.of(names));
  }

  /// A list, at most 1 000 long; one value alone is a list of one.
  public static <T> FieldType<List<T>> listOf(FieldType<T> element) {
    return new ListType<>(element);
  }

  /// A mapping with names of the user's own choice, at most 1 000, in the order of the file.
  public static <T> FieldType<SequencedMap<String, T>> mapOf(FieldType<T> value) {
    return new MapType<>(value);
  }

  /// A mapping with fields of its own.
  public static FieldType<Config> mapping(ConfigSpec spec) {
    return new MappingType(spec);
  }
}
