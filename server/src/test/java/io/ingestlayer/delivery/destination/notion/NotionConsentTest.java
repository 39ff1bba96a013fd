package io.ingestlayer.delivery.destination.notion;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.CredentialTurns;
import io.ingestlayer.delivery.DeclaredFields;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Fact;
import io.ingestlayer.delivery.PostgresCredentials;
import io.ingestlayer.delivery.destination.KeptMessages;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.http.OkHttpSender;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.testkit.notion.NotionFake;
import io.ingestlayer.workspace.postgres.SecretStore;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotionConsentTest {
  private static final URI CALLBACK = URI.create("https://ingest.example/v1/oauth/notion/callback");

  private final CoreDatabase core = CoreDatabase.create();
  private final TurnableClock clock = new TurnableClock(SecretStore.NOW);
  private final NotionFake notion = NotionFake.start(clock);
  private final CheckedEgress egress =
      new CheckedEgress(CheckedEgress.ranges("127.0.0.0/8"), InetAddress::getAllByName);
  private final OkHttpSender http = new OkHttpSender(egress);
  private final NotionDestinationType type = new NotionDestinationType();
  private final List<Database> databases = new ArrayList<>();
  private final Config config =
      SampleDeliveries.config(
          type.config(),
          """
          {"oauth":{"client_id":"app-1","client_secret":"client-notforyoureyes"},"base_url":"%s"}
          """
              .formatted(notion.baseUrl()));
  private final Consent consent = type.consent(config).orElseThrow();
  private final Delivery delivery =
      SampleDeliveries.signedUp(
          SampleDeliveries.config(
              type.route(config), "{\"page\":\"%s\"}".formatted(notion.page())));

  @BeforeEach
  void integration() {
    notion.app("app-1", "client-notforyoureyes");
  }

  @AfterEach
  void close() {
    databases.forEach(Database::close);
    http.close();
    notion.close();
    core.close();
  }

  /// What another process has: connections, a keyring and turns of its own.
  private DestinationContext context() {
    Database database =
        Database.open(DatabaseSettings.parse(core.postgres().uri()).withConnectionsMax(12));
    databases.add(database);
    return new DestinationContext(
        "team",
        URI.create("https://ingest.example"),
        new TurnedTimer(clock),
        http,
        egress,
        new KeptMessages(),
        DeclaredFields.NONE,
        new PostgresCredentials(
            "team",
            database,
            SecretStore.open(database).masterKey(),
            new CredentialTurns(),
            clock));
  }

  private String code() {
    URI back = notion.allow(consent.page(CALLBACK, "a state"));
    assertThat(back.toString()).startsWith(CALLBACK + "?").endsWith("&state=a+state");
    return back.getQuery().replaceFirst("code=([^&]+)&.*", "$1");
  }

  /// The token that is kept now.
  private String connect() {
    DestinationContext context = context();
    Consent.Exchanged exchanged = consent.exchange(context, new Secret(code()), CALLBACK);
    Secret kept = ((Consent.Connected) exchanged).connection();
    context.credentials().put(Consent.FIELD, kept);
    return NotionConnection.read(kept).orElseThrow().token().reveal();
  }

  private Destination worker() {
    return type.open(config, context());
  }

  private AttemptReport attempt(Destination destination) throws InterruptedException {
    return destination.deliver(SampleDeliveries.attempt("log", delivery));
  }

  private AttemptResult deliver(Destination destination) throws InterruptedException {
    return SampleDeliveries.withoutSize(attempt(destination).results().getFirst());
  }

  @Test
  void waits_until_a_person_has_consented_and_then_writes() throws Exception {
    Destination worker = worker();

    AttemptResult before = deliver(worker);
    connect();
    AttemptResult after = deliver(worker);

    assertThat(before)
        .isEqualTo(
            new AttemptResult.Hold(
                "not_connected",
                "no Notion workspace is connected",
                "open https://ingest.example/connect/team and connect a workspace",
                true));
    assertThat(after).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(worker.facts()).containsExactly(new Fact("connected_to", "Acme"));
    assertThat(notion.written()).hasSize(1);
  }

  @Test
  void a_code_is_exchanged_once_and_refusals_are_told_without_secrets() {
    DestinationContext context = context();
    Secret code = new Secret(code());

    Consent.Exchanged first = consent.exchange(context, code, CALLBACK);
    Consent.Exchanged second = consent.exchange(context, code, CALLBACK);
    notion.app("app-1", "another");
    Consent.Exchanged third = consent.exchange(context, new Secret(code()), CALLBACK);

    assertThat(first)
        .isInstanceOfSatisfying(
            Consent.Connected.class, it -> assertThat(it.account()).isEqualTo("Acme"));
    assertThat(second).isInstanceOf(Consent.NotConnected.class);
    assertThat(third)
        .isEqualTo(
            new Consent.NotConnected(
                "invalid_client",
                "Notion does not know this client_id with this client_secret. Copy both anew."));
    assertThat(List.of(first, second, third).toString()).doesNotContain("notforyoureyes");
  }

  @Test
  void a_token_that_notion_refuses_is_renewed_once_for_two_workers() throws Exception {
    String token = connect();
    List<Destination> workers = List.of(worker(), worker());
    for (Destination worker : workers) {
      deliver(worker);
    }
    notion.revoke(token);
    List<Future<AttemptResult>> all = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        Destination mine = workers.get(i % 2);
        all.add(threads.submit(() -> deliver(mine)));
      }
    }

    for (Future<AttemptResult> each : all) {
      assertThat(each.get()).isEqualTo(AttemptResult.Delivered.OK);
    }
    assertThat(notion.refreshes()).isEqualTo(1);
    assertThat(notion.written()).hasSize(12);
  }

  @Test
  void what_cannot_be_renewed_is_to_be_connected_again() throws Exception {
    String token = connect();
    Destination worker = worker();
    notion.revoke(token);
    notion.app("app-1", "another");

    AttemptReport lost = attempt(worker);
    notion.app("app-1", "client-notforyoureyes");
    connect();
    clock.turn(Duration.ofSeconds(31));
    AttemptResult again = deliver(worker);

    assertThat(lost.results().getFirst())
        .isInstanceOfSatisfying(
            AttemptResult.Hold.class,
            it -> {
              assertThat(it.code()).isEqualTo("credential_refused");
              assertThat(it.suggestion()).contains("https://ingest.example/connect/team");
            });
    assertThat(lost.toString()).doesNotContain("notforyoureyes");
    assertThat(again).isEqualTo(AttemptResult.Delivered.OK);
  }

  @Test
  void a_connection_is_revoked() throws Exception {
    connect();
    DestinationContext context = context();
    Destination worker = worker();

    consent.revoke(context, context.credentials().find(Consent.FIELD).orElseThrow());

    deliver(worker);
    assertThat(notion.refused()).containsEntry("unauthorized", 1L);
  }
}
