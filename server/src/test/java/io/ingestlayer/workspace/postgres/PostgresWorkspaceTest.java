package io.ingestlayer.workspace.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.Threshold;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.workspace.Contract;
import io.ingestlayer.workspace.DefinitionContext;
import io.ingestlayer.workspace.DefinitionReader;
import io.ingestlayer.workspace.Definitions;
import io.ingestlayer.workspace.PipelineNames;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.SmallCatalog;
import io.ingestlayer.workspace.StoredDefinitions;
import io.ingestlayer.workspace.Workspace.Active;
import io.ingestlayer.workspace.postgres.PostgresWorkspace.Applied;
import io.ingestlayer.workspace.yaml.YamlReader;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresWorkspaceTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String BOX =
      """
      destination: box
      type: inbox
      ---
      """;
  private static final String PIPELINE =
      """
      pipeline: p
      match: user.*
      destinations: [ { to: box } ]
      """;

  private static final String LIMITS =
      """
      limit: b
      match: user.*
      interval: per_event
      threshold: 10
      ---
      limit: a
      match: user.*
      interval: { periodic: 1h }
      threshold: 5
      """;

  private final Map<String, String> environment =
      new HashMap<>(Map.of("SLACK_BOT_TOKEN", "t", "WAREHOUSE_URL", "postgresql://h/d"));
  private final DefinitionContext context =
      new DefinitionContext(
          new SmallCatalog(), environment::get, file -> null, schema -> Optional.empty());
  private final TestPostgres postgres = TestTables.fresh();
  private final Database database = TestTables.open(postgres);
  private final PostgresWorkspace workspace = workspace();

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }

  private PostgresWorkspace workspace() {
    return new PostgresWorkspace(database, new StoredDefinitions(context));
  }

  private Definitions definitions(String yaml) {
    Problems problems = new Problems();
    YamlReader.Read read = YamlReader.read("w.yaml", yaml, problems);
    DefinitionReader reader = new DefinitionReader(context);
    Definitions definitions = reader.read(read.documents(), read.complete(), problems);
    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    return definitions;
  }

  private Applied apply(String yaml) {
    return workspace.apply(definitions(yaml), NOW);
  }

  private List<String> rows(String sql) {
    return database.read("rows", connection -> Sql.query(connection, sql, row -> row.getString(1)));
  }

  private void cursorAt(int partition, long offset) {
    database.transaction(
        "cursor",
        connection -> {
          Sql.update(
              connection,
              """
              insert into log_partition (partition, epoch, lease_until, head)
              values (?, 1, ?, 0)
              on conflict do nothing
              """,
              partition,
              NOW);
          return Sql.update(
              connection,
              """
              insert into log_cursor (partition, next_offset, epoch, arrival_clock)
              values (?, ?, 1, ?)
              on conflict (partition) do update set next_offset = excluded.next_offset
              """,
              partition,
              offset,
              NOW);
        });
  }

  private List<String> activations() {
    return rows(
        """
        select v.name || ' v' || v.version || ' in ' || a.partition || ': '
          || a.from_off || '-' || coalesce(a.to_off::text, '')
        from pipeline_activation a
        join definition_version v on v.id = a.version_id
        order by a.partition, a.from_off, v.name, v.version
        """);
  }

  @Test
  void the_versions_of_pipelines_are_called_by_name_and_number() {
    apply(BOX + PIPELINE);
    int first = workspace.active().pipelines().getFirst().id();
    apply(BOX + PIPELINE.replace("user.*", "org.*"));
    int second = workspace.active().pipelines().getFirst().id();
    int destination =
        Integer.parseInt(rows("select id from definition_version where name = 'box'").getFirst());

    assertThat(
            new PostgresPipelineNames(database).of(Set.of(first, second, destination, 1_000_000)))
        .isEqualTo(
            Map.of(
                first, new PipelineNames.Named("p", 1), second, new PipelineNames.Named("p", 2)));
  }

  @Test
  void what_was_applied_is_active() {
    Applied applied = apply(Contract.STORIES);

    Active active = workspace.active();
    assertThat(applied.made())
        .containsExactly(
            "event usage.limit_reached",
            "destination team-slack",
            "destination warehouse",
            "pipeline usage-limit-hits",
            "pipeline feature-usage");
    assertThat(active.events()).containsOnlyKeys("usage.limit_reached");
    assertThat(active.destinations()).containsOnlyKeys("team-slack", "warehouse");
    assertThat(active.pipelines())
        .extracting(PipelineVersion::name)
        .containsExactly("usage-limit-hits", "feature-usage");
    assertThat(active.pipelines()).extracting(PipelineVersion::version).containsOnly(1);
  }

  @Test
  void the_same_again_makes_no_new_versions() {
    apply(Contract.STORIES);
    List<Integer> ids = workspace.active().pipelines().stream().map(PipelineVersion::id).toList();

    PostgresWorkspace restarted = workspace();
    Applied again = restarted.apply(definitions(Contract.STORIES), NOW.plusSeconds(60));

    assertThat(again.made()).isEmpty();
    assertThat(again.removed()).isEmpty();
    assertThat(restarted.active().pipelines()).extracting(PipelineVersion::id).isEqualTo(ids);
    assertThat(rows("select count(*)::text from definition_version")).containsExactly("5");
  }

  @Test
  void a_comment_or_another_place_in_the_file_is_no_change() {
    apply(BOX + PIPELINE);

    Applied again = apply("# moved\n\n" + BOX + "# and commented\n" + PIPELINE);

    assertThat(again.made()).isEmpty();
  }

  @Test
  void a_change_makes_the_next_version_of_what_was_changed_only() {
    apply(BOX + PIPELINE);
    int first = workspace.active().pipelines().getFirst().id();

    Applied applied = apply(BOX + PIPELINE.replace("user.*", "order.*"));

    PipelineVersion now = workspace.active().pipelines().getFirst();
    assertThat(applied.made()).containsExactly("pipeline p");
    assertThat(now.version()).isEqualTo(2);
    assertThat(now.id()).isNotEqualTo(first);
    assertThat(workspace.pipeline(first).orElseThrow().definition().match())
        .containsExactly("user.*");
  }

  @Test
  void what_is_not_defined_any_more_is_not_active_and_comes_back_as_it_was() {
    apply(BOX + PIPELINE);
    int id = workspace.active().pipelines().getFirst().id();

    Applied removed = apply(BOX);
    assertThat(removed.removed()).containsExactly("pipeline p");
    assertThat(workspace.active().pipelines()).isEmpty();

    Applied back = apply(BOX + PIPELINE);
    assertThat(back.made()).containsExactly("pipeline p");
    assertThat(workspace.active().pipelines()).extracting(PipelineVersion::id).containsExactly(id);
  }

  @Test
  void each_version_is_recorded_with_the_places_in_the_log_it_decides() {
    cursorAt(0, 100);
    cursorAt(1, 7);
    apply(BOX + PIPELINE);
    cursorAt(0, 250);
    apply(BOX + PIPELINE.replace("user.*", "order.*"));
    cursorAt(1, 9);
    apply(BOX);

    assertThat(activations())
        .containsExactly(
            "p v1 in 0: 100-250", "p v2 in 0: 250-250", "p v1 in 1: 7-7", "p v2 in 1: 7-9");
  }

  @Test
  void a_version_that_comes_back_before_anything_was_decided_goes_on() {
    cursorAt(0, 100);
    apply(BOX + PIPELINE);
    apply(BOX);
    apply(BOX + PIPELINE);

    assertThat(activations()).containsExactly("p v1 in 0: 100-");
  }

  @Test
  void a_partition_that_came_later_is_recorded_at_the_next_start() {
    apply(BOX + PIPELINE);
    assertThat(activations()).isEmpty();

    cursorAt(0, 0);
    apply(BOX + PIPELINE);
    apply(BOX + PIPELINE);

    assertThat(activations()).containsExactly("p v1 in 0: 0-");
  }

  @Test
  void an_old_version_can_be_read_when_its_destination_and_its_secrets_are_gone() {
    apply(Contract.STORIES);
    List<Integer> ids = workspace.active().pipelines().stream().map(PipelineVersion::id).toList();
    apply("event: e\n");
    environment.clear();

    PostgresWorkspace restarted = workspace();
    PipelineVersion version = restarted.pipeline(ids.get(1)).orElseThrow();

    List<RouteDefinition> routes = version.definition().routes();
    assertThat(version.version()).isEqualTo(1);
    assertThat(version.definition().steps()).hasSize(2);
    assertThat(routes).extracting(RouteDefinition::to).containsExactly("warehouse", "team-slack");
    assertThat(routes.get(0).config().get(SmallCatalog.TABLE)).isEqualTo("events.features");
    assertThat(routes.get(1).when()).hasToString("$event.plan == \"free\"");
    assertThat(restarted.pipeline(ids.get(1)).orElseThrow()).isSameAs(version);
  }

  @Test
  void an_old_version_keeps_its_routes_when_the_destination_has_another_type_now() {
    apply(
        """
        destination: out
        type: slack
        config: { token: s3cret }
        ---
        pipeline: p
        match: a
        destinations: [ { to: out, channel: '#x' } ]
        """);
    int id = workspace.active().pipelines().getFirst().id();
    apply("destination: out\ntype: inbox\n");

    PipelineVersion version = workspace().pipeline(id).orElseThrow();

    assertThat(version.definition().routes().getFirst().config().find(SmallCatalog.CHANNEL))
        .isPresent();
  }

  @Test
  void a_version_that_never_was_is_nothing() {
    apply(BOX);

    assertThat(workspace.pipeline(4711)).isEmpty();
    assertThat(workspace.pipeline(1)).as("a destination's version").isEmpty();
  }

  @Test
  void no_secret_in_plain_text_reaches_the_database_and_a_changed_one_is_a_change() {
    String slack = "destination: s\ntype: slack\nconfig: { token: s3cret-1 }\n";
    apply(slack);

    assertThat(rows("select body::text from definition_version"))
        .noneMatch(it -> it.contains("s3cret"));
    assertThat(apply(slack).made()).isEmpty();
    assertThat(apply(slack.replace("s3cret-1", "s3cret-2")).made())
        .containsExactly("destination s");
  }

  @Test
  void a_start_without_files_takes_up_what_is_active() {
    apply(Contract.STORIES);

    PostgresWorkspace restarted = workspace();
    List<Problem> problems = restarted.restore();

    assertThat(problems).isEmpty();
    assertThat(restarted.active().events()).containsOnlyKeys("usage.limit_reached");
    assertThat(restarted.active().destinations()).containsOnlyKeys("team-slack", "warehouse");
    assertThat(restarted.active().pipelines())
        .extracting(PipelineVersion::id)
        .containsExactlyInAnyOrderElementsOf(
            workspace.active().pipelines().stream().map(PipelineVersion::id).toList());
  }

  @Test
  void a_destination_whose_secret_is_not_kept_is_a_problem_and_its_pipeline_goes_on() {
    apply(
        """
        destination: s
        type: slack
        config: { token: s3cret }
        ---
        pipeline: p
        match: a
        destinations: [ { to: s, channel: '#x' } ]
        """);

    PostgresWorkspace restarted = workspace();
    List<Problem> problems = restarted.restore();

    assertThat(problems)
        .singleElement()
        .hasToString(
            "destination s:1:1: its secret was in plain text and is not kept; apply its definition again");
    assertThat(restarted.active().destinations()).isEmpty();
    assertThat(restarted.active().pipelines()).hasSize(1);
  }

  @Test
  void limits_are_kept_in_versions_and_are_active_in_the_order_of_their_names() {
    Applied first = apply(LIMITS);
    assertThat(first.made()).containsExactly("limit b", "limit a");
    assertThat(activeLimits()).containsExactly("a: 5", "b: 10");

    Applied changed = apply(LIMITS.replace("threshold: 10", "threshold: 20"));
    assertThat(changed.made()).containsExactly("limit b");
    assertThat(changed.removed()).isEmpty();
    assertThat(activeLimits()).containsExactly("a: 5", "b: 20");

    Applied same = apply(LIMITS.replace("threshold: 10", "threshold: 20"));
    assertThat(same.made()).isEmpty();

    Applied removed = apply(LIMITS.substring(LIMITS.indexOf("limit: a")));
    assertThat(removed.removed()).containsExactly("limit b");
    assertThat(activeLimits()).containsExactly("a: 5");
    assertThat(
            rows(
                """
                select kind || ' ' || name || ' v' || version
                from definition_version
                order by name, version
                """))
        .containsExactly("limit a v1", "limit b v1", "limit b v2");
  }

  private List<String> activeLimits() {
    return limits(workspace.active());
  }

  private static List<String> limits(Active active) {
    return active.limits().stream()
        .map(it -> it.name() + ": " + ((Threshold.Fixed) it.threshold()).value())
        .toList();
  }

  @Test
  void a_start_without_files_takes_up_the_limits() {
    apply(LIMITS + "---\n" + Contract.LIMIT);

    PostgresWorkspace restarted = workspace();
    List<Problem> problems = restarted.restore();

    assertThat(problems).isEmpty();
    assertThat(restarted.active().limits())
        .extracting(LimitRule::id)
        .hasSize(3)
        .isEqualTo(workspace.active().limits().stream().map(LimitRule::id).toList());
  }

  @Test
  void a_limit_that_cannot_be_read_any_more_is_a_problem_and_the_others_go_on() {
    apply(LIMITS);
    database.transaction(
        "damage",
        connection ->
            Sql.update(
                connection,
                """
                update definition_version
                set body = replace(body::text, 'per_event', 'per_day')::json
                where name = ?
                """,
                "b"));

    PostgresWorkspace restarted = workspace();
    List<Problem> problems = restarted.restore();

    assertThat(problems).extracting(Problem::code).containsExactly("wrong_type");
    assertThat(limits(restarted.active())).containsExactly("a: 5");
  }

  @Test
  void whoever_decides_can_see_that_another_node_changed_the_pipelines() {
    apply(BOX + PIPELINE);
    Active mine = workspace.active();
    PostgresWorkspace other = workspace();

    assertThat(isActive(mine)).isTrue();

    other.apply(definitions(BOX + PIPELINE.replace("user.*", "order.*")), NOW);
    assertThat(isActive(mine)).isFalse();
    assertThat(isActive(other.active())).isTrue();
  }

  private boolean isActive(Active active) {
    return database.transaction("question", connection -> workspace.isActive(connection, active));
  }

  @Test
  void two_nodes_that_apply_at_once_make_one_version() throws InterruptedException {
    Definitions definitions = definitions(Contract.STORIES);
    List<Thread> threads =
        List.of(
            Thread.ofVirtual().start(() -> workspace().apply(definitions, NOW)),
            Thread.ofVirtual().start(() -> workspace().apply(definitions, NOW)),
            Thread.ofVirtual().start(() -> workspace().apply(definitions, NOW)));
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(rows("select count(*)::text from definition_version")).containsExactly("5");
    assertThat(rows("select max(version)::text from definition_version")).containsExactly("1");
  }
}
