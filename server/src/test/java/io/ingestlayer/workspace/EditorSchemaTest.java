package io.ingestlayer.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.schema.EventSchema;
import io.ingestlayer.schema.SchemaViolation;
import io.ingestlayer.workspace.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The JSON Schema that editors use says what the server's own reader says.
class EditorSchemaTest {
  private static final Value.Obj DOCUMENT = document();
  private static final EventSchema SCHEMA = EventSchema.ofJsonSchema(DOCUMENT, false);

  private static Value.Obj document() {
    try {
      return Json.parseObject(Files.readString(Path.of("..", "api", "definitions.schema.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Node> read(String yaml) {
    Problems problems = new Problems();
    List<Node> documents = YamlReader.read("w.yaml", yaml, problems).documents();
    assertThat(problems.all()).isEmpty();
    return documents;
  }

  private static List<SchemaViolation> check(Node document) {
    return SCHEMA.check((Value.Obj) document.toValue());
  }

  private static boolean isTakenByTheServer(List<Node> documents) {
    Problems problems = new Problems();
    new DefinitionReader(
            new DefinitionContext(
                new SmallCatalog(),
                Map.of("SLACK_BOT_TOKEN", "t", "WAREHOUSE_URL", "u")::get,
                file -> null,
                schema -> Optional.empty()))
        .read(documents, false, problems);
    return !problems.hasErrors();
  }

  @Test
  void the_examples_of_the_contract_agree_with_it() {
    List<Node> documents = read(Contract.STORIES + "---\n" + Contract.LIMIT);

    assertThat(documents).hasSize(6);
    assertThat(documents).allSatisfy(it -> assertThat(check(it)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: a",
        "event: a~strict: true~schema: { a: 'string?', b: 'enum [x, y]', c: 'number, required' }",
        "event: a~schema: { type: string, properties: object }",
        "event: a~schema: { $schema: 'https://json-schema.org/draft/2020-12/schema' }",
        "event: a~schema: { type: object, properties: { a: { type: string } } }",
        "destination: d~type: inbox~config:",
        "destination: d~type: inbox~retry: { schedule: 30s }~rate: { messages: 1, per: 1s }~concurrency: 64",
        "destination: d~type: inbox~backlog: newest-first~on_ambiguous: give_up~pause_after: 5~auto_pause: false",
        "pipeline: p~match: a~destinations: [ { to: d, order_by: $event.a } ]",
        "pipeline: p~match: '*'",
        "pipeline: p~from: sdk",
        "pipeline: p~match: [a, user.*]~steps: [ { set: { a: 1 } } ]",
        "pipeline: p~match: a~destinations: [ { to: d, when: true }, { to: d, always: true } ]",
        "limit: l~match: a~interval: per_event~threshold: 0",
        "limit: l~match: a~interval: per_event~threshold: 3000~unit: chars~measure: $event.text",
        "limit: l~match: [a, b.*]~interval: { calendar: day, time_zone: Europe/Berlin }~threshold: $entity.customer.quota~key: { customer: $event.customer_id }~warn_at: 80~action: drop~max_keys: 5~include_system: true",
        "limit: l~on: api_call~interval: { periodic: 1m }~threshold: 100~key: $context.key~allowed_lateness: 0s",
        "limit: l~on: render~interval: { periodic: 1m }~threshold: 100~enrich.entity: [ { kind: customer, key: $event.a } ]"
      })
  void what_the_server_takes_the_schema_takes(String yaml) {
    List<Node> documents = read(yaml.replace('~', '\n') + "\n");

    assertThat(isTakenByTheServer(documents)).isTrue();
    assertThat(check(documents.getFirst())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: a b",
        "event: a~schem: {}",
        "event: a~schema: { a: strng }",
        "event: a~schema: { a: 'string?, required' }",
        "event: a~schema: { a: { b: string } }",
        "event: a~schema: [a]",
        "event: a~strict: 1",
        "event: a~idempotency: { windw: 1h }",
        "event: a~idempotency: { window: 1w }",
        "destination: d",
        "destination: a/b~type: inbox",
        "destination: d~type: inbox~concurrency: 65",
        "destination: d~type: inbox~rate: { messages: 0, per: 1s }",
        "destination: d~type: inbox~rate: { per: 1s }",
        "destination: d~type: inbox~retry: [30s]",
        "destination: d~type: inbox~retries: 5",
        "pipeline: p",
        "pipeline: p~match: a b",
        "pipeline: p~match: a~steps: { set: { a: 1 } }",
        "pipeline: p~match: a~steps: [ { set: { a: 1 }, call: 1 } ]",
        "pipeline: p~match: a~destinations: { to: d }",
        "destination: d~type: inbox~backlog: random",
        "destination: d~type: inbox~pause_after: 4",
        "destination: d~type: inbox~on_ambiguous: maybe",
        "pipeline: p~match: a~destinations: [ { channel: x } ]",
        "pipeline: p~match: a~destinations: [ { to: d, when: $event.a, always: true } ]",
        "pipline: p~match: a",
        "limit: l",
        "limit: a/b~match: a~interval: per_event~threshold: 1",
        "limit: l~match: a~interval: 1h~threshold: 1",
        "limit: l~match: a~interval: { periodic: 1h, calendar: day }~threshold: 1",
        "limit: l~match: a~interval: { calendar: year }~threshold: 1",
        "limit: l~match: a~interval: { sliding: 1h }~threshold: 1",
        "limit: l~match: a~interval: per_event~threshold: -1",
        "limit: l~match: a~interval: per_event~threshold: 1.5",
        "limit: l~match: a~interval: per_event~threshold: 9007199254740992",
        "limit: l~match: a~interval: per_event~threshold: 1~unit: bytes",
        "limit: l~match: a~interval: per_event~threshold: 1~action: truncate",
        "limit: l~match: a~interval: { periodic: 1h }~threshold: 1~warn_at: 100",
        "limit: l~match: a~interval: { periodic: 1h }~threshold: 1~again_at: 0",
        "limit: l~match: a~interval: { periodic: 1h }~threshold: 1~max_keys: 0",
        "limit: l~match: a~interval: { periodic: 1h }~threshold: 1~on: request",
        "limit: l~match: a~interval: { periodic: 1h }~threshold: 1~overrides: [ { threshold: 2 } ]",
        "limit: l~match: a~interval: { periodic: 1h }~threshold: 1~emit: { type: b }",
        "limit: l~match: a~interval: { periodic: 1h }~threshold: 1~enrich.entity: { kind: a-b, key: $event.a }",
        "limit: l~match: a~interval: { periodic: 1h }~threshold: 1~thresold: 2",
        "source: github-hooks~type: github"
      })
  void what_the_schema_refuses_the_server_refuses(String yaml) {
    List<Node> documents =
        read("destination: d\ntype: inbox\n---\n" + yaml.replace('~', '\n') + "\n");

    assertThat(isTakenByTheServer(documents.subList(0, 1))).isTrue();
    assertThat(isTakenByTheServer(documents)).isFalse();
    assertThat(check(documents.get(1))).isNotEmpty();
  }

  @Test
  void it_knows_the_same_keys_as_the_server() {
    assertThat(keys("event")).isEqualTo(keys(EventReader.SPEC));
    assertThat(keys("destination")).isEqualTo(keys(DestinationReader.SPEC));
    assertThat(keys("pipeline")).isEqualTo(keys(PipelineReader.SPEC));
    assertThat(keys("limit")).isEqualTo(keys(LimitReader.SPEC));
  }

  private static List<String> keys(ConfigSpec spec) {
    return spec.fields().stream().map(Field::key).toList();
  }

  private static List<String> keys(String definition) {
    Value properties = DOCUMENT.get("$defs").get(definition).get("properties");
    return List.copyOf(((Value.Obj) properties).members().keySet());
  }
}
