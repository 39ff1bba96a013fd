package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every kind of credential, given in every way, used well and refused, and then searched for everywhere.
@Timeout(300)
class NoSecretStory {
  /// What a person may well see, by which the search shows that it finds what is there.
  private static final String VISIBLE = "v1sible-to-everybody";

  /// What a person reads in lists.
  private static final String KNOWN_NAME = "NOTION_TOKEN";

  /// The destinations that repeat what they are sent, over HTTP.
  private static final int CARELESS = 7;

  private final SecretSearch search = new SecretSearch("hUsh7");
  private final SecretSearch consentedSearch = new SecretSearch(ConsentedSecrets.MARK);

  /// Looks where those look, for what may be seen.
  private final SecretSearch control = new SecretSearch(VISIBLE);

  private Path folder;
  private ServerProcess server;
  private SecretLook look;
  private PlantedSecrets planted;
  private ConsentedSecrets consented;

  @BeforeEach
  void plant(@TempDir Path temporary) throws IOException {
    folder = temporary;
    server = new ServerProcess(folder.resolve("server"));
    look = new SecretLook(server, search, consentedSearch, control);
    planted = new PlantedSecrets(search, server, folder);
    consented = new ConsentedSecrets(search, server, planted, look);
    consentedSearch.known("what a consent brings", ConsentedSecrets.MARK);
    control.known("note", VISIBLE);
    control.known("name", KNOWN_NAME);
    control.known("file", "destinations.yaml");
  }

  @AfterEach
  void stop() {
    server.close();
    planted.close();
    consented.close();
  }

  @Test
  void no_secret_is_found_in_a_table_a_file_a_log_an_answer_or_what_a_command_says()
      throws Exception {
    storeSecrets();
    server
        .define("destinations.yaml", planted.filled("destinations.yaml"))
        .define("everything.yaml", planted.filled("everything.yaml"))
        .start();

    String id =
        server
            .api()
            .send(
                "thing.happened",
                "{\"note\":\"" + VISIBLE + "\",\"email\":\"mia@example.com\",\"n\":41}");
    JsonNode destinations = tried(id).path("destinations");
    consented.connectAndRenew();
    consented.connectInVain();
    look.atAnswers(id, destinations);
    look.atRefusals(search.made("a secret in a wrong request"));
    runCommands(destinations);
    failAtTheProxy();
    look.atTables(look.database(search));
    server.stop();
    look.at("the server's log", server.log());
    startWrongly();
    look.atFiles();

    assertThat(search.found()).isEmpty();
    assertThat(consentedSearch.found()).isEmpty();
    assertThat(planted.repeated()).isGreaterThanOrEqualTo(2 * CARELESS);
    assertThat(planted.proxied()).isGreaterThanOrEqualTo(2 * CARELESS);
    assertThat(planted.keyed()).isPositive();
    assertThat(planted.asksOfVault()).isPositive();
    assertThat(control.found())
        .contains(
            "note in the column public.event.payload",
            "note in the column public.attempt.response",
            "note in GET /v1/attempts?limit=250",
            "note in the page of the event",
            "name in secrets list",
            "file in the server's log",
            "file in the log of a wrong start")
        .anyMatch(it -> it.startsWith(VISIBLE + "… in the file postgres/base/"));
  }

  private void storeSecrets() throws Exception {
    server.start();
    look.atStoring(planted.stored());
    server.stop();
    look.at("the log of the first start", server.log());
  }

  /// What the timeline says of the pipeline, once everything was tried, well or in vain.
  private JsonNode tried(String id) {
    List<String> open = List.of("pending", "retrying");
    return Await.present(
        "everything to be tried",
        Duration.ofSeconds(60),
        () ->
            Optional.of(server.api().timeline(id))
                .filter(it -> it.path("decided").asBoolean())
                .map(it -> Api.pipeline(it, "everything"))
                .filter(it ->
                    it.path("destinations")
                        .valueStream()
                        .noneMatch(one -> open.contains(one.path("state").asString()))));
  }

  private void runCommands(JsonNode destinations) throws Exception {
    planted.file("new-secret", search.made("a secret that a command sets"));
    look.atCommand("secrets", "set", "NEW", "--file", folder.resolve("new-secret").toString());
    look.atCommand("secrets", "list");
    look.atCommand("secrets", "rotate");
    look.atCommand("secrets", "delete", KNOWN_NAME);
    String deliveries = look.atCommand("deliveries");
    look.atCommand("deliveries", "--json");
    look.atCommand("deliveries", "counts");
    String listed = look.atCommand("destinations");
    look.atCommand("destinations", "health", "webhook-careless");
    look.atCommand("destinations", "test", "webhook-careless");
    look.atCommand("replay", "--dead", "--dry-run");
    look.atCommand("replay", "--dead", "--yes", "--rate", "100");
    look.atCommand("replay", "list");
    look.atCommand("fsck", "--json");
    assertThat(deliveries).contains("webhook-careless");
    assertThat(listed).contains("webhook-careless");
    for (JsonNode one : destinations) {
      if (one.path("destination").asString().endsWith("-careless")) {
        look.atCommand("deliveries", "show", one.path("id").asString());
      }
    }
    server
        .run("keys", "create", "mine", "--scope", "INGEST")
        .output()
        .lines()
        .flatMap(it -> List.of(it.split("\\s")).stream())
        .filter(it -> it.startsWith("il_"))
        .forEach(it -> search.known("a key that was made", it));
  }

  /// It lets us not there, and then not in.
  private void failAtTheProxy() throws Exception {
    planted.refuseAtProxy(403);
    String notThere = look.atCommand("destinations", "test", "webhook-mtls");
    planted.refuseAtProxy(407);
    String notIn = look.atCommand("destinations", "test", "webhook-mtls");

    assertThat(notThere).contains("proxy_refused");
    assertThat(notIn).contains("proxy_failed", "INGESTLAYER_EGRESS_PROXY");
  }

  /// Starts with what is wrong, each of which says why and no more.
  private void startWrongly() throws Exception {
    planted.write("SECRET", search.made("a secret in a wrong definition"));
    server
        .define("wrong.yaml", planted.filled("wrong.yaml"))
        .define("broken.yaml", planted.filled("broken.yaml"));
    assertThat(failed()).contains("wrong.yaml:1:", "wrong.yaml:23:", "broken.yaml:");
    String secret = search.made("a secret in a wrong setting");
    server.with("VAULT_TOKEN", "hvs." + secret);
    assertThat(failed()).contains("The master key cannot be used: Vault answered 403");
    server.with("INGESTLAYER_MASTER_KEY", secret);
    assertThat(failed()).contains("INGESTLAYER_MASTER_KEY");
    server.with("INGESTLAYER_DATABASE_URL", "postgresql://u:" + secret + "@host:port/db");
    assertThat(failed()).contains("database");
    server.with("INGESTLAYER_EGRESS_PROXY", "http://u:" + secret + "@host:port");
    assertThat(failed()).contains("INGESTLAYER_EGRESS_PROXY");
  }

  /// The log of a start that must end by itself, without a trace of the stack.
  private String failed() throws Exception {
    server.launch();
    assertThat(server.awaitEnd(Duration.ofSeconds(60))).isPresent();
    look.at("the log of a wrong start", server.log());
    assertThat(server.log()).doesNotContain("\tat ");
    return server.log();
  }
}
