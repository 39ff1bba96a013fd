package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.CredentialTurns;
import io.ingestlayer.delivery.Credentials;
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
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.http.OkHttpSender;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.testkit.slack.Fault;
import io.ingestlayer.testkit.slack.SlackFake;
import io.ingestlayer.workspace.postgres.SecretStore;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A connected workspace's token, renewed with a refresh token that is good for one use.
class SlackRotationTest {
  private static final URI CALLBACK = URI.create("https://ingest.example/v1/oauth/slack/callback");
  private static final String CLIENT_SECRET = "client-notforyoureyes";

  private final CoreDatabase core = CoreDatabase.create();
  private final TurnableClock clock = new TurnableClock(SecretStore.NOW);
  private final SlackFake slack = SlackFake.start(clock);
  private final CheckedEgress egress =
      new CheckedEgress(CheckedEgress.ranges("127.0.0.0/8"), InetAddress::getAllByName);
  private final OkHttpSender http = new OkHttpSender(egress);
  private final SlackDestinationType type = new SlackDestinationType();
  private final List<Database> databases = new ArrayList<>();
  private final Config config =
      SampleDeliveries.config(
          type.config(),
          """
          {"oauth":{"client_id":"1.2","client_secret":"%s"},"base_url":"%s/api"}
          """
              .formatted(CLIENT_SECRET, slack.baseUrl()));
  private final Delivery delivery =
      SampleDeliveries.signedUp(
          SampleDeliveries.config(type.route(config), "{\"channel\":\"#alerts\"}"));

  @BeforeEach
  void connect() {
    slack.app("1.2", CLIENT_SECRET, CALLBACK.toString(), true);
    slack.channel("#alerts");
    slack.pace(1_000, Duration.ZERO);
    connect(context(it -> it));
    slack.invite("#alerts");
  }

  private void connect(DestinationContext context) {
    Consent consent = type.consent(config).orElseThrow();
    String code =
        slack.allow(consent.page(CALLBACK, "s")).getQuery().replaceFirst("code=([^&]+)&.*", "$1");
    Consent.Exchanged exchanged = consent.exchange(context, new Secret(code), CALLBACK);
    context.credentials().put(Consent.FIELD, ((Consent.Connected) exchanged).connection());
  }

  @AfterEach
  void close() {
    databases.forEach(Database::close);
    http.close();
    slack.close();
    core.close();
  }

  /// What another process has: connections, a keyring and turns of its own.
  private DestinationContext context(UnaryOperator<Credentials> around) {
    Database database =
        Database.open(DatabaseSettings.parse(core.postgres().uri()).withConnectionsMax(12));
    databases.add(database);
    Credentials credentials =
        new PostgresCredentials(
            "team", database, SecretStore.open(database).masterKey(), new CredentialTurns(), clock);
    return new DestinationContext(
        "team",
        URI.create("https://ingest.example"),
        new TurnedTimer(clock),
        http,
        egress,
        new KeptMessages(),
        DeclaredFields.NONE,
        around.apply(credentials));
  }

  private Destination worker() {
    return type.open(config, context(it -> it));
  }

  /// One that dies as soon as Slack has answered a renewal.
  private Destination dyingWorker() {
    return type.open(config, context(Dying::new));
  }

  private record Dying(Credentials kept) implements Credentials {
    @Override
    public Optional<Secret> find(String field) {
      return kept.find(field);
    }

    @Override
    public Secret current(String field, Secret configured) {
      return kept.current(field, configured);
    }

    @Override
    public void put(String field, Secret value) {
      kept.put(field, value);
    }

    @Override
    public void remove(String field) {
      kept.remove(field);
    }

    @Override
    public Renewed renew(String field, Secret seen, Renewal renewal) throws InterruptedException {
      return kept.renew(
          field,
          seen,
          old -> {
            assertThat(renewal.call(old)).isInstanceOf(Given.class);
            throw new IllegalStateException("killed");
          });
    }
  }

  private AttemptReport attempt(Destination destination) throws InterruptedException {
    return destination.deliver(SampleDeliveries.attempt("#alerts", delivery));
  }

  private AttemptResult deliver(Destination destination) throws InterruptedException {
    return SampleDeliveries.withoutSize(attempt(destination).results().getFirst());
  }

  private static List<String> facts(Destination destination) {
    return destination.facts().stream().map(Fact::label).toList();
  }

  @Test
  void a_token_is_renewed_two_hours_before_it_ends_and_not_sooner() throws Exception {
    Destination worker = worker();

    clock.turn(Duration.ofHours(10).minusSeconds(1));
    AttemptResult before = deliver(worker);
    int refreshesBefore = slack.refreshes();
    clock.turn(Duration.ofSeconds(1));
    AttemptResult after = deliver(worker);
    AttemptResult again = deliver(worker);

    assertThat(List.of(before, after, again)).containsOnly(AttemptResult.Delivered.OK);
    assertThat(refreshesBefore).isZero();
    assertThat(slack.refreshes()).isEqualTo(1);
    assertThat(slack.refused()).isEmpty();
  }

  @Test
  void many_messages_of_two_workers_at_the_end_of_a_token_make_one_refresh() throws Exception {
    List<Destination> workers = List.of(worker(), worker());
    for (Destination worker : workers) {
      deliver(worker);
    }
    clock.turn(Duration.ofHours(13));
    List<Future<AttemptResult>> all = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        Destination mine = workers.get(i % 2);
        all.add(threads.submit(() -> deliver(mine)));
      }
    }

    for (Future<AttemptResult> each : all) {
      assertThat(each.get()).isEqualTo(AttemptResult.Delivered.OK);
    }
    assertThat(slack.refreshes()).isEqualTo(1);
    assertThat(slack.refused()).doesNotContainKey("invalid_refresh_token");
    assertThat(slack.messages()).hasSize(22);
  }

  @Test
  void a_token_that_slack_calls_ended_is_renewed_and_the_message_sent() throws Exception {
    Destination worker = worker();
    slack.failNext(1, Fault.error("token_expired"));

    AttemptResult result = deliver(worker);

    assertThat(result).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(slack.refreshes()).isEqualTo(1);
    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void a_crash_between_refresh_and_save_is_told_and_what_waits_arrives_once_connected_again()
      throws Exception {
    Destination dying = dyingWorker();
    clock.turn(Duration.ofHours(11));
    assertThatThrownBy(() -> attempt(dying)).hasMessage("killed");

    Destination next = worker();
    AttemptResult meanwhile = deliver(next);
    List<String> told = facts(next);
    clock.turn(Duration.ofHours(1));
    AttemptResult ended = deliver(next);
    AttemptResult stillEnded = deliver(worker());
    connect(context(it -> it));
    clock.turn(Duration.ofSeconds(31));
    AttemptResult connected = deliver(next);

    assertThat(meanwhile).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(told).contains("token_not_renewed", "connect_again");
    assertThat(ended)
        .isEqualTo(
            new AttemptResult.Hold(
                "credential_lost",
                "The refresh token of \"connection\" was used at 2026-11-22T21:00:00.000Z and the answer was lost; now the vendor does not take it any more (invalid_refresh_token: it does not renew the token).",
                "open https://ingest.example/connect/team and connect a workspace",
                true));
    assertThat(stillEnded).isEqualTo(ended);
    assertThat(connected).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(facts(next)).containsExactly("connected_to");
    assertThat(slack.messages()).hasSize(2);
  }

  @Test
  void while_slack_cannot_renew_a_token_that_works_is_used_and_renewed_a_minute_later()
      throws Exception {
    Destination worker = worker();
    clock.turn(Duration.ofHours(11));
    slack.failNext(1, Fault.http(503));

    AttemptResult first = deliver(worker);
    AttemptResult second = deliver(worker);
    int tooSoon = slack.refreshes();
    List<String> told = facts(worker);
    clock.turn(Duration.ofMinutes(1));
    AttemptResult third = deliver(worker);

    assertThat(List.of(first, second, third)).containsOnly(AttemptResult.Delivered.OK);
    assertThat(tooSoon).isZero();
    assertThat(told).containsExactly("connected_to", "token_not_renewed");
    assertThat(slack.refreshes()).isEqualTo(1);
    assertThat(facts(worker)).containsExactly("connected_to");
  }

  @Test
  void an_ended_token_that_slack_cannot_renew_now_is_tried_again_later() throws Exception {
    Destination worker = worker();
    clock.turn(Duration.ofHours(12));
    slack.failNext(1, Fault.rateLimited("5"));

    AttemptResult now = deliver(worker);
    AttemptResult later = deliver(worker);

    assertThat(now).isInstanceOf(AttemptResult.Retry.class);
    assertThat(now.code()).isEqualTo("ratelimited");
    assertThat(later).isEqualTo(AttemptResult.Delivered.OK);
  }

  @Test
  void a_revoked_token_or_another_app_is_to_be_connected_again() throws Exception {
    Destination worker = worker();
    deliver(worker);
    Config other =
        SampleDeliveries.config(
            type.config(),
            """
            {"oauth":{"client_id":"3.4","client_secret":"%s"},"base_url":"%s/api"}
            """
                .formatted(CLIENT_SECRET, slack.baseUrl()));

    slack.failNext(1, Fault.error("token_revoked"));
    AttemptResult revoked = deliver(worker);
    AttemptResult foreign = deliver(type.open(other, context(it -> it)));

    assertThat(revoked)
        .isEqualTo(
            new AttemptResult.Hold(
                "token_revoked",
                "Slack does not accept the token or webhook (token_revoked)",
                "open https://ingest.example/connect/team and connect a workspace",
                true));
    assertThat(foreign.code()).isEqualTo("not_connected");
  }

  @Test
  void tokens_stand_in_no_report_and_in_no_table() throws Exception {
    Destination worker = worker();
    clock.turn(Duration.ofHours(13));
    slack.failNext(1, new Fault.Http(200, "{\"ok\":true,\"access_token\":\"\"}"));

    AttemptReport unreadable = attempt(worker);
    AttemptReport sent = attempt(worker);

    assertThat(unreadable.toString()).doesNotContain("notforyoureyes");
    assertThat(sent.toString()).doesNotContain("notforyoureyes");
    List<String> rows =
        databases
            .getFirst()
            .read(
                "rows",
                connection ->
                    Sql.query(
                        connection, "select secret::text from secret", row -> row.getString(1)));
    assertThat(rows)
        .isNotEmpty()
        .noneMatch(it -> it.contains("notforyoureyes") || it.contains("xox"));
  }
}
