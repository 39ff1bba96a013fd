package io.ingestlayer.schema;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.regex.RegularExpression;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A whole JSON Schema, checked by networknt's validator (<https://github.com/networknt/json-schema-validator>).
final class JsonSchemaDocument implements EventSchema {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final int SCHEMA_LENGTH_MAX = 256 * 1024;
  private static final long STEPS_MAX = 500_000;
  private static final int DEPTH_MAX = 300;
  private static final int DETAIL_MAX = 300;

  /// Compiles each schema anew and fetches nothing from anywhere.
  private static final SchemaRegistry COMPILER =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaCacheEnabled(false)
                  .schemaLoader(loader -> loader.block(iri -> !isOfDialect(iri.toString())))
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .locale(Locale.ROOT)
                          .formatAssertionsEnabled(false)
                          .regularExpressionFactory(JsonSchemaDocument::pattern)
                          .build()));

  private final Schema schema;

  private JsonSchemaDocument(Schema schema) {
    this.schema = requireNonNull(schema);
  }

  private static boolean isOfDialect(String iri) {
    return iri.startsWith("https://json-schema.org/draft/2020-12/");
  }

  private static RegularExpression pattern(String source) {
    Pattern pattern = Pattern.compile(source);
    return text -> pattern.matcher(text).find();
  }

  static JsonSchemaDocument compile(Value.Obj document, boolean strict) {
    if (Json.writeWithin(SCHEMA_LENGTH_MAX, document).isEmpty()) {
      throw new SchemaException("the schema is longer than " + SCHEMA_LENGTH_MAX + " characters");
    }
    Value dialect = document.get("$schema");
    if (dialect.isPresent() && !(dialect instanceof Value.Text(String iri) && isDialect(iri))) {
      throw new SchemaException("only JSON Schema 2020-12 is taken: " + DIALECT);
    }
    Value.Obj closed = strict ? closed(document) : document;
    try {
      JsonNode node = JacksonTree.of(closed);
      checkAgainstMetaSchema(node);
      Schema schema = COMPILER.getSchema(node);
      schema.initializeValidators();
      JsonSchemaDocument compiled = new JsonSchemaDocument(schema);
      // A reference is resolved when it is first followed; so follow what an empty payload can.
      compiled.check(Value.Obj.EMPTY);
      return compiled;
    } catch (com.networknt.schema.SchemaException e) {
      throw new SchemaException(
          e.getCause() instanceof PatternSyntaxException pattern
              ? "the pattern " + pattern.getPattern() + " is not RE2: " + pattern.getDescription()
              : shorten("not a JSON Schema: " + e.getMessage()));
    }
  }

  private static boolean isDialect(String iri) {
    return iri.equals(DIALECT) || iri.equals(DIALECT + "#");
  }

  private static void checkAgainstMetaSchema(JsonNode document) {
    Schema meta = COMPILER.getSchema(SchemaLocation.of(DIALECT));
    List<Error> errors = validate(meta, document);
    if (!errors.isEmpty()) {
      Error first = errors.getFirst();
      throw new SchemaException(
          shorten(
              "not a JSON Schema at " + first.getInstanceLocation() + ": " + first.getMessage()));
    }
  }

  /// What `strict` adds: a field at the top that nothing in the schema speaks of is refused.
  private static Value.Obj closed(Value.Obj document) {
    boolean says =
        document.get("additionalProperties").isPresent()
            || document.get("unevaluatedProperties").isPresent();
    return says ? document : document.with("unevaluatedProperties", Value.of(false));
  }

  private static List<Error> validate(Schema schema, JsonNode instance) {
    return schema.validate(
        instance,
        context ->
            context.executionConfig(
                config -> config.maxEvaluationSteps(STEPS_MAX).maxEvaluationDepth(DEPTH_MAX)));
  }

  @Override
  public List<SchemaViolation> check(Value.Obj payload) {
    try {
      return validate(schema, JacksonTree.of(payload)).stream()
          .limit(VIOLATIONS_MAX)
          .map(JsonSchemaDocument::violation)
          .toList();
    } catch (ValidationLimitExceededException e) {
      return List.of(
          new SchemaViolation(
              "", "schema_limit", "the schema takes too long to check this payload"));
    }
  }

  private static SchemaViolation violation(Error error) {
    String place = error.getInstanceLocation().toString();
    String keyword = error.getKeyword();
    String member = memberOf(error);
    return new SchemaViolation(
        member == null ? place : place + Pointer.of(member), code(keyword), detail(error));
  }

  /// The member that is missing or too many: the validator points to the object around it.
  private static @Nullable String memberOf(Error error) {
    return switch (error.getKeyword()) {
      case "required", "additionalProperties", "unevaluatedProperties", "dependentRequired" ->
          error.getProperty();
      case null, default -> null;
    };
  }

  private static String code(@Nullable String keyword) {
    return switch (keyword) {
      case null -> "schema";
      case "const" -> "enum";
      case "additionalProperties", "unevaluatedProperties" -> "unknown_field";
      default -> keyword.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    };
  }

  private static String detail(Error error) {
    return shorten(String.valueOf(error.getMessage()));
  }

  private static String shorten(String text) {
    return text.length() <= DETAIL_MAX ? text : text.substring(0, DETAIL_MAX) + "…";
  }
}
