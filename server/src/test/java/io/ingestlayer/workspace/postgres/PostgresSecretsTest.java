package io.ingestlayer.workspace.postgres;

import static io.ingestlayer.workspace.postgres.SecretStore.KEY;
import static io.ingestlayer.workspace.postgres.SecretStore.NOW;
import static io.ingestlayer.workspace.postgres.SecretStore.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.component.Secret;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.secret.MasterKeyException;
import io.ingestlayer.platform.secret.MasterKeySource;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.testkit.vault.VaultFake;
import io.ingestlayer.workspace.DefinitionContext;
import io.ingestlayer.workspace.DefinitionReader;
import io.ingestlayer.workspace.Definitions;
import io.ingestlayer.workspace.DestinationDefinition;
import io.ingestlayer.workspace.Secrets;
import io.ingestlayer.workspace.SmallCatalog;
import io.ingestlayer.workspace.StoredDefinitions;
import io.ingestlayer.workspace.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSecretsTest {
  private static final String LONG = "xoxb-1234567890-abcdWXYZ";
  private static final String NAMED =
      "destination: s\ntype: slack\nconfig: { token: { secret: SLACK } }\n";
  private static final String PLAIN = "destination: s\ntype: slack\nconfig: { token: %s }\n";

  private final TestPostgres postgres = TestTables.fresh();
  private final Database database = TestTables.open(postgres);
  @TempDir Path folder;

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }

  private SecretStore open(String setting) {
    return SecretStore.open(database, setting, folder);
  }

  private List<String> rows(String sql) {
    return database.read("rows", connection -> Sql.query(connection, sql, row -> row.getString(1)));
  }

  private static DefinitionContext context(SecretStore store) {
    return new DefinitionContext(
        new SmallCatalog(), _ -> null, _ -> null, _ -> Optional.empty(), store.secrets());
  }

  private static Definitions read(SecretStore store, String yaml, Problems problems) {
    YamlReader.Read read = YamlReader.read("w.yaml", yaml, problems);
    return new DefinitionReader(context(store)).read(read.documents(), read.complete(), problems);
  }

  private PostgresWorkspace workspace(SecretStore store) {
    return new PostgresWorkspace(database, new StoredDefinitions(context(store)), store.secrets());
  }

  private PostgresWorkspace.Applied apply(SecretStore store, PostgresWorkspace to, String yaml) {
    Problems problems = new Problems();
    Definitions definitions = read(store, yaml, problems);
    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    return to.apply(definitions, NOW);
  }

  private static String token(PostgresWorkspace workspace) {
    DestinationDefinition destination =
        Objects.requireNonNull(workspace.active().destinations().get("s"));
    return destination.config().get(SmallCatalog.TOKEN).reveal();
  }

  @Test
  void a_secret_is_kept_and_only_its_end_is_shown() {
    Secrets.Named made = open(KEY).secrets().put("SLACK", new Secret(LONG), NOW);
    Secrets.Named again = open(KEY).secrets().put("SLACK", new Secret(LONG + "!"), NOW);

    assertThat(made).isEqualTo(new Secrets.Named("SLACK", 1, "WXYZ", NOW, List.of(), null));
    assertThat(again.version()).isEqualTo(2);
    assertThat(open(KEY).secrets().named("SLACK")).isEqualTo(LONG + "!");
    assertThat(open(KEY).secrets().list()).containsExactly(again);
    assertThat(rows("select secret::text from secret")).noneMatch(it -> it.contains("xoxb"));
  }

  @Test
  void of_a_short_secret_nothing_is_shown() {
    assertThat(open(KEY).secrets().put("PIN", new Secret("123456789012345"), NOW).lastFour())
        .isEmpty();
  }

  @Test
  void a_row_that_is_copied_to_another_name_does_not_open() {
    SecretStore store = open(KEY);
    store.secrets().put("A", new Secret("of a"), NOW);
    store.secrets().put("B", new Secret("of b"), NOW);

    database.transaction(
        "copy",
        connection ->
            Sql.update(
                connection,
                """
                update secret b
                set wrapped_key = a.wrapped_key, ciphertext = a.ciphertext
                from secret a
                where a.field = 'A' and b.field = 'B'
                """));

    assertThat(store.secrets().named("A")).isEqualTo("of a");
    assertThatThrownBy(() -> store.secrets().named("B")).hasMessageContaining("does not open it");
  }

  @Test
  void a_definition_gets_its_secret_by_name() {
    SecretStore store = open(KEY);
    store.secrets().put("SLACK", new Secret(LONG), NOW);
    PostgresWorkspace workspace = workspace(store);

    apply(store, workspace, NAMED);

    assertThat(token(workspace)).isEqualTo(LONG);
    assertThat(store.secrets().list().getFirst().usedBy()).containsExactly("destination s");
    assertThat(rows("select body::text from definition_version"))
        .singleElement()
        .asString()
        .contains("{\"secret\":\"SLACK\"}")
        .doesNotContain("xoxb");
  }

  @Test
  void a_missing_secret_is_an_error_that_says_the_command() {
    Problems problems = new Problems();

    read(open(KEY), NAMED, problems);

    assertThat(problems.all())
        .extracting(Problem::toString)
        .containsExactly(
            "w.yaml:3:28: there is no secret SLACK; set it with: ingestlayer secrets set SLACK");
  }

  @Test
  void a_new_value_reaches_the_destination_without_a_restart() {
    SecretStore store = open(KEY);
    store.secrets().put("SLACK", new Secret(LONG), NOW);
    PostgresWorkspace workspace = workspace(store);
    apply(store, workspace, NAMED);
    DestinationDefinition before = workspace.active().destinations().get("s");

    store.secrets().put("SLACK", new Secret("xoxb-new"), NOW);
    List<Problem> other = workspace.reread(Set.of("OTHER"));
    DestinationDefinition untouched = workspace.active().destinations().get("s");
    List<Problem> problems = workspace.reread(Set.of("SLACK"));

    assertThat(other).isEmpty();
    assertThat(untouched).isSameAs(before);
    assertThat(problems).isEmpty();
    assertThat(token(workspace)).isEqualTo("xoxb-new");
  }

  @Test
  void a_secret_that_a_definition_refers_to_is_not_deleted() {
    SecretStore store = open(KEY);
    store.secrets().put("SLACK", new Secret(LONG), NOW);
    PostgresWorkspace workspace = workspace(store);
    apply(store, workspace, NAMED);

    assertThat(store.secrets().delete("SLACK"))
        .isEqualTo(new Secrets.InUse(List.of("destination s")));
    apply(store, workspace, "event: e\n");
    assertThat(store.secrets().delete("SLACK")).isEqualTo(new Secrets.Deleted());
    assertThat(store.secrets().delete("SLACK")).isEqualTo(new Secrets.Unknown());
  }

  @Test
  void a_workspace_comes_back_without_its_folder_and_with_its_plain_secrets() {
    SecretStore store = open(KEY);
    apply(store, workspace(store), PLAIN.formatted(LONG));

    PostgresWorkspace restarted = workspace(open(KEY));
    List<Problem> problems = restarted.restore();

    assertThat(problems).isEmpty();
    assertThat(token(restarted)).isEqualTo(LONG);
    assertThat(rows("select body::text from definition_version"))
        .noneMatch(it -> it.contains("xoxb"));
  }

  @Test
  void the_same_plain_secret_makes_no_new_version_and_another_one_does() {
    SecretStore store = open(KEY);
    apply(store, workspace(store), PLAIN.formatted("one-secret"));

    SecretStore restarted = open(KEY);
    assertThat(apply(restarted, workspace(restarted), PLAIN.formatted("one-secret")).made())
        .isEmpty();
    assertThat(apply(restarted, workspace(restarted), PLAIN.formatted("another")).made())
        .containsExactly("destination s");
    assertThat(rows("select field from secret where object = 'plain'")).hasSize(1);
  }

  @Test
  void a_plain_secret_is_still_warned_of() {
    Problems problems = new Problems();

    read(open(KEY), PLAIN.formatted("one-secret"), problems);

    assertThat(problems.hasErrors()).isFalse();
    assertThat(problems.all())
        .extracting(Problem::toString)
        .containsExactly(
            "w.yaml:3:18: warning: a secret in plain text, or an address that may hold one; keep it out of the file with { env: NAME }, { file: path } or { secret: NAME }");
  }

  @Test
  void the_first_start_makes_a_key_and_says_so_once() {
    assertThat(open("").said())
        .singleElement()
        .asString()
        .startsWith("made the master key " + folder.resolve("master.key"))
        .contains("keep a copy");
    assertThat(open("").said()).isEmpty();
  }

  @Test
  void a_wrong_key_is_refused_before_any_secret_is_there() {
    open(KEY);

    assertThatThrownBy(() -> open(OTHER_KEY))
        .isInstanceOf(MasterKeyException.class)
        .hasMessageContaining("The master key in INGESTLAYER_MASTER_KEY is another one (local:")
        .hasMessageContaining("Put that key back from your backup")
        .hasMessageNotContaining(KEY.substring(0, 8));
    assertThatThrownBy(() -> open(""))
        .as("without any key, none is made in its place")
        .isInstanceOf(MasterKeyException.class)
        .hasMessageContaining("The master key is missing: there is no " + folder);
    assertThat(folder.resolve("master.key")).doesNotExist();
  }

  @Test
  void a_key_file_that_is_gone_is_refused() throws Exception {
    open("").secrets().put("SLACK", new Secret(LONG), NOW);
    Path file = folder.resolve("master.key");
    Path backup = Files.move(file, folder.resolve("backup"));

    assertThatThrownBy(() -> open(""))
        .isInstanceOf(MasterKeyException.class)
        .hasMessageContaining("secrets forget --yes");
    Files.move(backup, file);
    assertThat(open("").secrets().named("SLACK")).isEqualTo(LONG);
  }

  @Test
  void who_has_lost_the_key_begins_anew() {
    open(KEY).secrets().put("SLACK", new Secret(LONG), NOW);

    assertThat(PostgresMasterKey.forget(database)).isEqualTo(2);

    assertThat(open(OTHER_KEY).secrets().list()).isEmpty();
  }

  @Test
  void a_key_in_vault_opens_what_it_sealed_and_a_vault_that_is_away_is_named() {
    try (VaultFake vault = VaultFake.start("hvs.t")) {
      vault.key("k");
      MasterKeySource source =
          MasterKeySource.of(vault.keyUri("k"), folder, Map.of("VAULT_TOKEN", "hvs.t")::get);
      SecretStore.open(database, source).secrets().put("SLACK", new Secret(LONG), NOW);

      assertThat(SecretStore.open(database, source).secrets().named("SLACK")).isEqualTo(LONG);
      vault.seal(true);
      assertThatThrownBy(() -> SecretStore.open(database, source))
          .isInstanceOf(MasterKeyException.class)
          .hasMessageContaining("Vault is sealed")
          .hasMessageNotContaining("hvs.t");
    }
  }

  @Test
  void a_rotation_that_is_killed_after_any_step_goes_on_and_loses_nothing() {
    SecretStore old = open(KEY);
    for (int i = 0; i < 120; i++) {
      old.secrets().put("S" + i, new Secret("value " + i), NOW);
    }
    String both = OTHER_KEY + "," + KEY;
    String target = open(both).masterKey().keyring().first();

    PostgresKeyRotation first = new PostgresKeyRotation(database, open(both).masterKey());
    first.turnTo(target);
    assertReadable(open(both), 120);
    first.step(target);
    assertReadable(open(both), 120);
    assertThatThrownBy(() -> open(OTHER_KEY)).isInstanceOf(MasterKeyException.class);
    int rest = new PostgresKeyRotation(database, open(both).masterKey()).run();

    assertThat(rest).isEqualTo(70);
    assertReadable(open(OTHER_KEY), 120);
    assertThatThrownBy(() -> open(KEY)).isInstanceOf(MasterKeyException.class);
  }

  @Test
  void what_is_set_while_a_rotation_runs_is_sealed_under_the_new_key() {
    open("").secrets().put("A", new Secret("of a"), NOW);
    SecretStore running = open("");
    MasterKeySource source = MasterKeySource.of("", folder, _ -> null);
    source.add(new java.security.SecureRandom());
    SecretStore rotating = open("");
    new PostgresKeyRotation(database, rotating.masterKey()).run();

    running.secrets().put("B", new Secret("of b"), NOW);
    source.dropOthers();

    assertThat(running.secrets().named("A")).isEqualTo("of a");
    assertThat(rows("select distinct key_id from secret")).hasSize(1);
    assertThat(open("").secrets().named("B")).isEqualTo("of b");
  }

  @Test
  void a_mark_stays_the_same_under_another_master_key() {
    String mark = open(KEY).secrets().mark("text");
    String both = OTHER_KEY + " " + KEY;

    new PostgresKeyRotation(database, open(both).masterKey()).run();

    assertThat(open(OTHER_KEY).secrets().mark("text")).isEqualTo(mark).hasSize(32);
  }

  private static void assertReadable(SecretStore store, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(store.secrets().named("S" + i)).isEqualTo("value " + i);
    }
  }
}
