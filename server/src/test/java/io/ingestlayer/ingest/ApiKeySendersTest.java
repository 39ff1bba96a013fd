package io.ingestlayer.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ingestlayer.log.postgres.TestLog;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyKind;
import io.ingestlayer.workspace.KeyScope;
import io.ingestlayer.workspace.postgres.PostgresApiKeys;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiKeySendersTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

  private final TestPostgres postgres = TestLog.fresh();
  private final Database database = TestLog.open(postgres);
  private final ApiKeys keys = new PostgresApiKeys(database, new Random(1));
  private final Senders senders = new ApiKeySenders(keys);

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }

  private ApiKeys.Created key(Set<KeyScope> scopes) {
    return keys.create("k", KeyKind.LIVE, scopes, "shop", null, NOW);
  }

  private Problem refused(Optional<String> bearer) {
    return catchThrowableOfType(ProblemException.class, () -> senders.authenticate(bearer, NOW))
        .problem();
  }

  @Test
  void a_key_with_the_scope_sends_for_its_source() {
    ApiKeys.Created made = key(Set.of(KeyScope.INGEST));
    ApiKey known = made.as();

    assertThat(senders.authenticate(Optional.of(made.key()), NOW))
        .isEqualTo(new Sender(known.id().toString(), known.name(), "shop"));
  }

  @Test
  void nobody_else_does() {
    ApiKeys.Created revoked = key(Set.of(KeyScope.INGEST));
    keys.revoke(revoked.as().id(), NOW);

    assertThat(refused(Optional.empty()).status()).isEqualTo(401);
    assertThat(refused(Optional.of("il_live_typo")).status()).isEqualTo(401);
    assertThat(refused(Optional.of(revoked.key())).code()).isEqualTo("revoked_key");
    assertThat(refused(Optional.of(key(Set.of(KeyScope.READ)).key())).code())
        .isEqualTo("insufficient_scope");
  }

  @Test
  void a_database_that_is_gone_is_not_the_sender_s_fault() {
    ApiKeys.Created made = key(Set.of(KeyScope.INGEST));
    Senders freshlyStarted = new ApiKeySenders(new PostgresApiKeys(database, new Random(2)));
    postgres.drop();

    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> freshlyStarted.authenticate(Optional.of(made.key()), NOW));

    assertThat(refused.problem().status()).isEqualTo(503);
  }
}
