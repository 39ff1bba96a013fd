package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.smtp.SmtpFake;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.JsonNode;

/// Every kind of credential, given in every way, used well and refused, and then searched for everywhere.
@Timeout(120)
class NoSecretStory {
  /// What a person may well see, by which the search shows that it finds what is there.
  private static final String VISIBLE = "v1sible-to-everybody";

  /// What a person reads in lists.
  private static final String KNOWN_NAME = "NOTION_TOKEN";

  /// The destinations that repeat what they are sent, over HTTP.
  private static final int CARELESS = 7;

  /// The key that may be in plain text, as the manual says; and programs.
  private static final Set<String> NOT_SEARCHED = Set.of("master.key", "postgres-bin");

  private static final String DESTINATIONS =
      """
      { destination: slack, type: slack, config: { token: { env: SLACK_TOKEN }, base_url: { env: SLACK_API } } }
      ---
      { destination: slack-hook, type: slack, config: { webhook_url: { secret: SLACK_HOOK } } }
      ---
      destination: slack-careless
      type: slack
      config: { token: "<PLAIN_SLACK_TOKEN>", base_url: "<ECHO>/slack/api" }
      retry: { schedule: [1s] }
      ---
      destination: slack-hook-careless
      type: slack
      config: { webhook_url: { file: "<FOLDER>/slack-hook-careless" } }
      retry: { schedule: [1s] }
      ---
      { destination: discord, type: discord, config: { webhook_url: "<PLAIN_DISCORD_HOOK>" } }
      ---
      destination: discord-careless
      type: discord
      config: { token: { file: "<FOLDER>/discord-careless" }, base_url: "<ECHO>/discord" }
      retry: { schedule: [1s] }
      ---
      destination: discord-hook-careless
      type: discord
      config: { webhook_url: { env: DISCORD_HOOK_CARELESS } }
      retry: { schedule: [1s] }
      ---
      { destination: telegram, type: telegram, config: { token: { env: TELEGRAM_TOKEN }, base_url: { env: TELEGRAM_API } } }
      ---
      destination: telegram-careless
      type: telegram
      config: { token: { secret: TELEGRAM_CARELESS }, base_url: "<ECHO>/telegram" }
      retry: { schedule: [1s] }
      ---
      destination: mail
      type: email
      config: { host: 127.0.0.1, port: <MAIL_PORT>, ca: "<MAIL_CA>", user: mia, password: { file: "<FOLDER>/mail" }, from: a@acme.example }
      ---
      destination: mail-careless
      type: email
      config: { host: 127.0.0.1, port: <CARELESS_PORT>, ca: "<MAIL_CA>", user: mia, password: { env: MAIL_CARELESS }, from: a@acme.example }
      retry: { schedule: [1s] }
      ---
      destination: webhook
      type: webhook
      config:
        url: { env: WEBHOOK_URL }
        secret: { secret: WEBHOOK_SECRET }
        previous_secret: { file: "<FOLDER>/webhook-previous" }
        auth: { bearer: "<PLAIN_BEARER>" }
        headers: { X-Stage: { env: WEBHOOK_HEADER }, X-Api-Key: "<PLAIN_HEADER>" }
      ---
      destination: webhook-careless
      type: webhook
      config:
        url: { env: WEBHOOK_CARELESS_URL }
        secret: { env: WEBHOOK_CARELESS_SECRET }
        auth: { basic: { user: mia, password: { secret: WEBHOOK_PASSWORD } } }
        headers: { X-Stage: { env: WEBHOOK_HEADER }, X-Api-Key: "<PLAIN_HEADER>" }
      retry: { schedule: [1s] }
      ---
      { destination: warehouse, type: postgres, config: { url: "<PLAIN_WAREHOUSE>" } }
      ---
      { destination: warehouse-wrong, type: postgres, config: { url: { env: WAREHOUSE_WRONG } } }
      ---
      { destination: notion, type: notion, config: { token: { secret: NOTION_TOKEN }, base_url: { env: NOTION_API } } }
      ---
      destination: notion-careless
      type: notion
      config: { token: { file: "<FOLDER>/notion-careless" }, base_url: "<ECHO>" }
      retry: { schedule: [1s] }
      ---
      { destination: preview, type: inbox, config: { as: slack } }
      """;

  private static final String PIPELINE =
      """
      pipeline: everything
      match: thing.happened
      destinations:
        - { to: slack, channel: "#all" }
        - { to: slack-hook }
        - { to: slack-careless, channel: "#all" }
        - { to: slack-hook-careless }
        - { to: discord }
        - { to: discord-careless, channel: "1234567890123456789" }
        - { to: discord-hook-careless }
        - { to: telegram, chat: "<TELEGRAM_CHAT>" }
        - { to: telegram-careless, chat: "1234" }
        - { to: mail, recipients: [ $event.email ] }
        - { to: mail-careless, recipients: [ $event.email ] }
        - { to: webhook }
        - { to: webhook-careless }
        - { to: warehouse, table: things, create_table: true }
        - { to: warehouse-wrong, table: things }
        - { to: notion, database: <NOTION_DATABASE> }
        - { to: notion-careless, database: <NOTION_DATABASE> }
        - { to: preview, channel: "#all" }
      """;

  /// Each destination wrong in a way that its secret could be told by.
  private static final String WRONG =
      """
      { destination: w1, type: slack, config: { token: "a blank <SECRET>" } }
      ---
      { destination: w2, type: slack, config: { webhook_url: "no address <SECRET>" } }
      ---
      { destination: w3, type: telegram, config: { token: "<SECRET>" } }
      ---
      { destination: w4, type: discord, config: { webhook_url: "https://discord.example/<SECRET>" } }
      ---
      { destination: w5, type: postgres, config: { url: "postgresql://u:<SECRET>@host:port/db" } }
      ---
      { destination: w6, type: webhook, config: { url: "https://u:<SECRET>@acme.example", secret: "whsec_<SECRET>-" } }
      ---
      { destination: w7, type: webhook, config: { url: "https://acme.example/<SECRET> <SECRET>", auth: { bearer: { secret: "<SECRET> in the wrong place" } } } }
      ---
      { destination: w8, type: webhook, config: { url: { env: "<SECRET>$" }, headers: { X-Api-Key: "<SECRET>\\n<SECRET>" } } }
      ---
      { destination: w9, type: email, config: { host: smtp.acme.example, from: a@acme.example, password: <SECRET> } }
      ---
      { destination: w10, type: notion, config: { tokn: <SECRET>, token: [ <SECRET> ] } }
      ---
      { destination: w11, type: notion, config: <SECRET> }
      ---
      { destination: w12, type: discord, config: { token: { file: "<FOLDER>/<SECRET>/", env: <SECRET> } } }
      """;

  private static final String BROKEN =
      """
      destination: broken
      type: slack
      config: { token: "<SECRET>
      """;

  private final SecretSearch search = new SecretSearch("hUsh7");

  /// Looks where that one looks, for what may be seen.
  private final SecretSearch control = new SecretSearch(VISIBLE);

  private final Map<String, String> written = new LinkedHashMap<>();
  private final EchoingVendor careless = new EchoingVendor();
  private final Map<String, String> stored = new HashMap<>();
  private Vendors vendors;
  private SmtpFake carelessMail;
  private Path folder;
  private ServerProcess server;
  private Api api;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    folder = temporary;
    vendors = Vendors.start(folder);
    carelessMail = SmtpFake.startTls(vendors.certificate());
    server = new ServerProcess(folder.resolve("server"));
    api = server.api();
    written.put("ECHO", careless.url(""));
    written.put("FOLDER", folder.toString());
    written.put("MAIL_PORT", "" + vendors.mail().port());
    written.put("CARELESS_PORT", "" + carelessMail.port());
    written.put("MAIL_CA", vendors.certificate().file().toString());
  }

  @AfterEach
  void stop() {
    server.close();
    careless.close();
    carelessMail.close();
    vendors.close();
  }

  @Test
  void no_secret_is_found_in_a_table_a_file_a_log_an_answer_or_what_a_command_says()
      throws Exception {
    slack();
    discord();
    telegram();
    mail();
    webhooks();
    warehouse();
    notion();
    own();
    control.known("note", VISIBLE);
    control.known("name", KNOWN_NAME);
    control.known("file", "destinations.yaml");
    storeSecrets();
    server
        .define("destinations.yaml", filled(DESTINATIONS))
        .define("everything.yaml", filled(PIPELINE))
        .start();

    String id =
        api.send(
            "thing.happened",
            "{\"note\":\"" + VISIBLE + "\",\"email\":\"mia@example.com\",\"n\":41}");
    JsonNode told = over(id);
    askForEverything(id, told);
    sayWrongThings();
    runCommands();
    DataSource database = database();
    search.lookInTables(database);
    control.lookInTables(database);
    server.stop();
    look("the server's log", server.log());
    startWrongly();
    search.lookInFiles(server.dataDir(), NOT_SEARCHED);
    control.lookInFiles(server.dataDir(), NOT_SEARCHED);

    assertThat(search.found()).isEmpty();
    assertThat(careless.requests()).hasSizeGreaterThanOrEqualTo(2 * CARELESS);
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

  // What there is to be kept.

  private void slack() throws IOException {
    String token = "xoxb-" + search.made("the Slack token");
    vendors.slack().token(token, "chat:write");
    vendors.slack().channel("#all");
    vendors.slack().invite("#all");
    server.with("SLACK_TOKEN", token).with("SLACK_API", vendors.slack().baseUrl() + "/api");
    String hook = vendors.slack().webhook("#all");
    search.known("the Slack webhook", hook);
    search.known("the end of the Slack webhook", hook.substring(hook.lastIndexOf('/') + 1));
    stored.put("SLACK_HOOK", hook);
    written.put("PLAIN_SLACK_TOKEN", "xoxb-" + search.made("the careless Slack's token"));
    file(
        "slack-hook-careless",
        careless.url("/services/T0001/B0001/" + search.made("the careless Slack's webhook")));
  }

  private void discord() throws IOException {
    String hook = vendors.discord().webhook(vendors.discord().channel());
    search.known("the Discord webhook", hook);
    search.known("the token of the Discord webhook", hook.substring(hook.lastIndexOf('/') + 1));
    written.put("PLAIN_DISCORD_HOOK", hook);
    file("discord-careless", search.made("the careless Discord's token"));
    server.with(
        "DISCORD_HOOK_CARELESS",
        careless.url("/api/webhooks/12345/" + search.made("the careless Discord's webhook")));
  }

  private void telegram() {
    String token = "123456789:" + search.made("the Telegram token");
    vendors.telegram().bot(token);
    server.with("TELEGRAM_TOKEN", token).with("TELEGRAM_API", vendors.telegram().baseUrl());
    written.put("TELEGRAM_CHAT", vendors.telegram().group());
    stored.put("TELEGRAM_CARELESS", "987654321:" + search.made("the careless Telegram's token"));
  }

  private void mail() throws IOException {
    String password = search.made("the core of the SMTP password") + " \"/%é";
    vendors.mail().login("mia", search.password("the SMTP password", "mia", password));
    file("mail", password);
    String refused = search.made("the core of the refused SMTP password") + " \"/%";
    search.password("the refused SMTP password", "mia", refused);
    server.with("MAIL_CARELESS", refused);
    carelessMail.answerAlways(
        "AUTH", "535 5.7.8 no " + refused + " " + SecretSearch.base64("\0mia\0" + refused));
  }

  private void webhooks() throws IOException {
    String signing = search.made("the core of the signing secret") + " \"/+=";
    stored.put("WEBHOOK_SECRET", search.known("the signing secret", signing));
    vendors.webhook().knows(signing);
    file("webhook-previous", search.made("the previous signing secret"));
    String bearer = search.made("the core of the bearer token") + "+/==";
    vendors.webhook().authorization("Bearer " + search.known("the bearer token", bearer));
    written.put("PLAIN_BEARER", bearer);
    server
        .with("WEBHOOK_URL", vendors.webhook().url("/in/" + search.made("the webhook's path")))
        .with("WEBHOOK_HEADER", search.made("the core of the header") + " \"/\\&");
    written.put("PLAIN_HEADER", search.made("the header in plain text"));
    String password = search.made("the core of the basic password") + " \"/:&%";
    stored.put("WEBHOOK_PASSWORD", search.password("the basic password", "mia", password));
    server
        .with("WEBHOOK_CARELESS_SECRET", search.made("the careless webhook's signing secret"))
        .with(
            "WEBHOOK_CARELESS_URL",
            careless.url(
                "/hooks/%s?key=%s"
                    .formatted(
                        search.made("the careless webhook's path"),
                        search.made("the careless webhook's query"))));
  }

  private void warehouse() {
    String password = search.made("the core of the warehouse's password") + "@/:%";
    search.known("the warehouse's password", password);
    String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8);
    written.put(
        "PLAIN_WAREHOUSE", vendors.warehouse().uri().replace(":postgres@", ":" + encoded + "@"));
    server.with(
        "WAREHOUSE_WRONG",
        vendors
            .warehouse()
            .uri()
            .replace("postgres:postgres@", "nobody:" + search.made("the refused password") + "@"));
  }

  private void notion() throws IOException {
    String token = "ntn_" + search.made("the Notion token");
    vendors.notion().token(token);
    stored.put("NOTION_TOKEN", token);
    server.with("NOTION_API", vendors.notion().baseUrl());
    String database = vendors.notion().database("Things");
    vendors.notion().dataSource(database, "Things");
    written.put("NOTION_DATABASE", database);
    file("notion-careless", "ntn_" + search.made("the careless Notion's token"));
  }

  /// Those that this server is opened by.
  private void own() {
    byte[] masterKey = "hUsh7-a-key-of-thirty-two-bytes-".getBytes(StandardCharsets.UTF_8);
    String key = Base64.getEncoder().encodeToString(masterKey);
    server.with("INGESTLAYER_MASTER_KEY", search.known("the master key", key));
    search.known("the first API key", ServerProcess.API_KEY);
  }

  private void file(String name, String secret) throws IOException {
    Files.writeString(folder.resolve(name), secret + "\n");
  }

  private String filled(String definition) {
    String filled = definition;
    for (Map.Entry<String, String> each : written.entrySet()) {
      filled = filled.replace("<" + each.getKey() + ">", each.getValue());
    }
    return filled;
  }

  /// Through the API, before there is a definition that needs them.
  private void storeSecrets() throws Exception {
    server.start();
    stored.forEach((name, secret) -> {
      HttpResponse<String> answer =
          api.put("/v1/secrets/" + name, Api.JSON.writeValueAsString(Map.of("value", secret)));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      look("PUT /v1/secrets/" + name, answer);
    });
    server.stop();
    look("the log of the first start", server.log());
  }

  // What is done, and what is asked for.

  /// The timeline, once everything was tried, well or in vain.
  private JsonNode over(String id) {
    List<String> open = List.of("pending", "retrying");
    return Await.present(
        "everything to be tried",
        Duration.ofSeconds(30),
        () ->
            Optional.of(api.timeline(id))
                .filter(it -> it.path("decided").asBoolean())
                .filter(it ->
                    Api.pipeline(it, "everything")
                        .path("destinations")
                        .valueStream()
                        .noneMatch(one -> open.contains(one.path("state").asString()))));
  }

  private void askForEverything(String id, JsonNode timeline) throws Exception {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/livez",
                "/readyz",
                "/metrics",
                "/v1/books",
                "/v1/events",
                "/v1/events/" + id,
                "/v1/events/" + id + "/timeline",
                "/v1/deliveries?limit=250",
                "/v1/deliveries/counts?group_by=destination,state,code",
                "/v1/attempts?limit=250",
                "/v1/dead-letters",
                "/v1/secrets",
                "/v1/replays",
                "/v1/limits",
                "/v1/destinations/preview/inbox",
                "/v1/destinations/unknown/health",
                "/v1/nowhere"));
    for (JsonNode one : Api.pipeline(timeline, "everything").path("destinations")) {
      paths.add("/v1/destinations/" + one.path("destination").asString() + "/health");
      paths.add("/v1/deliveries/" + one.path("id").asString());
    }
    for (String path : paths) {
      look("GET " + path, api.get(path));
    }
    URI page = URI.create(server.url() + "/events/" + id);
    HttpRequest.Builder opened =
        HttpRequest.newBuilder(page)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("key=" + ServerProcess.API_KEY));
    look("the page of the event", api.browse(opened));
  }

  /// Requests that are wrong, with a secret in them.
  private void sayWrongThings() {
    String secret = search.made("a secret in a wrong request");
    look("a name", api.put("/v1/secrets/a%20b", "{\"value\":\"" + secret + "\"}"));
    look("a list", api.put("/v1/secrets/LIST", "{\"value\":[\"" + secret + "\"]}"));
    look("a member", api.put("/v1/secrets/MEMBER", "{\"value\":\"x\",\"old\":\"" + secret + "\"}"));
    look("no JSON", api.put("/v1/secrets/JSON", "{\"value\":\"" + secret));
    look("no JSON at all", api.put("/v1/secrets/JSON", secret));
    HttpRequest.Builder stranger =
        HttpRequest.newBuilder(URI.create(server.url() + "/v1/events"))
            .header("Authorization", "Bearer il_live_" + secret);
    look("a wrong key", api.browse(stranger));
  }

  private void runCommands() throws Exception {
    file("new-secret", search.made("a secret that a command sets"));
    String file = folder.resolve("new-secret").toString();
    List<List<String>> commands =
        List.of(
            List.of("secrets", "set", "NEW", "--file", file),
            List.of("secrets", "list"),
            List.of("secrets", "delete", KNOWN_NAME));
    for (List<String> command : commands) {
      ServerProcess.Result result = server.run(command.toArray(String[]::new));
      look(String.join(" ", command), result.output());
    }
    String made = server.run("keys", "create", "mine", "--scope", "INGEST").output();
    made.lines()
        .flatMap(it -> List.of(it.split("\\s")).stream())
        .filter(it -> it.startsWith("il_"))
        .forEach(it -> search.known("a key that was made", it));
  }

  /// Starts with what is wrong, each of which says why and no more.
  private void startWrongly() throws Exception {
    written.put("SECRET", search.made("a secret in a wrong definition"));
    server.define("wrong.yaml", filled(WRONG)).define("broken.yaml", filled(BROKEN));
    assertThat(failed()).contains("wrong.yaml:1:", "wrong.yaml:23:", "broken.yaml:");
    String secret = search.made("a secret in a wrong setting");
    server.with("INGESTLAYER_MASTER_KEY", secret);
    assertThat(failed()).contains("INGESTLAYER_MASTER_KEY");
    server.with("INGESTLAYER_DATABASE_URL", "postgresql://u:" + secret + "@host:port/db");
    assertThat(failed()).contains("database");
    server.with("INGESTLAYER_EGRESS_PROXY", "http://u:" + secret + "@host:port");
    assertThat(failed()).contains("INGESTLAYER_EGRESS_PROXY");
  }

  private String failed() throws Exception {
    server.launch();
    assertThat(server.awaitEnd(Duration.ofSeconds(40))).isPresent();
    look("the log of a wrong start", server.log());
    return server.log();
  }

  private void look(String what, HttpResponse<String> answer) {
    look(what, answer.statusCode() + "\n" + answer.headers().map() + "\n" + answer.body());
  }

  private void look(String what, String text) {
    search.look(what, text);
    control.look(what, text);
  }

  private DataSource database() throws IOException {
    String password = Files.readString(server.dataDir().resolve("postgres.password")).strip();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setPortNumbers(
        new int[] {Integer.parseInt(Files.readAllLines(server.postmasterFile()).get(3))});
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setDatabaseName("ingestlayer");
    source.setUser("ingestlayer");
    source.setPassword(search.known("the password of the database", password));
    return source;
  }
}
