package io.ingestlayer.workspace.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.ApiKeys.Authenticated;
import io.ingestlayer.workspace.ApiKeys.Created;
import io.ingestlayer.workspace.ApiKeys.Refused;
import io.ingestlayer.workspace.KeyKind;
import io.ingestlayer.workspace.KeyScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresApiKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String GIVEN = "il_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUna";
  private static final String UNKNOWN = "il_live_0000000000000000000000000000002sYwBa";

  private final TestPostgres postgres = TestTables.fresh();
  private final Database database = TestTables.open(postgres);
  private final ApiKeys keys = new PostgresApiKeys(database, new Random(1));
  private final ApiKeys elsewhere = new PostgresApiKeys(database, new Random(2));

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }

  private Created create() {
    return keys.create("ci", KeyKind.LIVE, KeyKind.LIVE.defaultScopes(), "sdk", null, NOW);
  }

  private static String refusal(ApiKeys.Authentication answer) {
    return switch (answer) {
      case Refused refused -> refused.code();
      case Authenticated good -> "good";
    };
  }

  @Test
  void a_new_key_authenticates_as_what_was_made() {
    Created created = create();

    assertThat(keys.authenticate(created.key(), NOW)).isEqualTo(new Authenticated(created.as()));
    assertThat(elsewhere.authenticate(created.key(), NOW))
        .isEqualTo(new Authenticated(created.as()));
    assertThat(created.as().idText()).startsWith("key_");
    assertThat(created.toString()).doesNotContain(created.key());
  }

  @Test
  void the_key_itself_is_not_in_the_database() {
    Created created = create();

    List<String> rows =
        database.read(
            "everything in api_key",
            connection ->
                Sql.query(
                    connection, "select k::text as k from api_key k", row -> row.getString("k")));

    assertThat(rows).singleElement().asString().doesNotContain(created.key().substring(13));
  }

  @Test
  void a_key_with_a_wrong_checksum_is_refused_without_a_look_up() {
    String typo = GIVEN.replace("ABC", "ABD");
    database.close();

    assertThat(refusal(keys.authenticate(typo, NOW))).isEqualTo("invalid_key");
  }

  @Test
  void a_key_that_nobody_made_is_unknown_and_remembered_so() {
    assertThat(refusal(keys.authenticate(UNKNOWN, NOW))).isEqualTo("unknown_key");

    database.close();
    assertThat(refusal(keys.authenticate(UNKNOWN, NOW.plusSeconds(4)))).isEqualTo("unknown_key");
  }

  @Test
  void a_revoked_key_is_refused_here_at_once_and_elsewhere_within_seconds() {
    Created created = create();
    assertThat(refusal(keys.authenticate(created.key(), NOW))).isEqualTo("good");
    assertThat(refusal(elsewhere.authenticate(created.key(), NOW))).isEqualTo("good");

    boolean revoked = keys.revoke(created.as().id(), NOW.plusSeconds(1));

    assertThat(revoked).isTrue();
    assertThat(refusal(keys.authenticate(created.key(), NOW.plusSeconds(1))))
        .isEqualTo("revoked_key");
    assertThat(refusal(elsewhere.authenticate(created.key(), NOW.plusSeconds(4))))
        .isEqualTo("good");
    assertThat(refusal(elsewhere.authenticate(created.key(), NOW.plusSeconds(5))))
        .isEqualTo("revoked_key");
  }

  @Test
  void revoking_twice_or_nothing_is_false() {
    Created created = create();

    assertThat(keys.revoke(created.as().id(), NOW)).isTrue();
    assertThat(keys.revoke(created.as().id(), NOW)).isFalse();
    assertThat(keys.revoke(new UUID(0, 7), NOW)).isFalse();
  }

  @Test
  void a_key_expires_to_the_moment_even_when_cached() {
    Instant end = NOW.plus(Duration.ofMillis(1_500));
    Created created = keys.create("short", KeyKind.TEST, Set.of(KeyScope.READ), "sdk", end, NOW);

    assertThat(refusal(keys.authenticate(created.key(), end.minusMillis(1)))).isEqualTo("good");
    assertThat(refusal(keys.authenticate(created.key(), end))).isEqualTo("expired_key");
  }

  @Test
  void a_given_key_is_minted_once_and_a_revoked_one_stays_revoked() {
    assertThat(refusal(keys.authenticate(GIVEN, NOW))).isEqualTo("unknown_key");

    assertThat(keys.mint(GIVEN, "first", ApiKey.DEFAULT_SOURCE, NOW)).isTrue();
    assertThat(keys.mint(GIVEN, "first", ApiKey.DEFAULT_SOURCE, NOW)).isFalse();
    assertThat(refusal(keys.authenticate(GIVEN, NOW))).isEqualTo("good");

    keys.revoke(keys.list().getFirst().id(), NOW);
    assertThat(keys.mint(GIVEN, "again", ApiKey.DEFAULT_SOURCE, NOW)).isFalse();
    assertThat(refusal(keys.authenticate(GIVEN, NOW))).isEqualTo("revoked_key");
  }

  @Test
  void a_given_key_that_is_none_is_refused_without_repeating_it() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.mint("hunter2", "first", "sdk", NOW))
        .withMessageNotContaining("hunter2");
  }

  @Test
  void the_list_shows_all_keys_newest_first() {
    Created first = create();
    Created second =
        keys.create(
            "web", KeyKind.PUBLIC, KeyKind.PUBLIC.defaultScopes(), "web", null, NOW.plusSeconds(1));
    keys.revoke(first.as().id(), NOW.plusSeconds(2));

    List<ApiKey> listed = keys.list();

    assertThat(listed).extracting(ApiKey::name).containsExactly("web", "ci");
    assertThat(listed.getFirst()).isEqualTo(second.as());
    assertThat(listed.get(1).revokedAt()).isEqualTo(NOW.plusSeconds(2));
  }
}
