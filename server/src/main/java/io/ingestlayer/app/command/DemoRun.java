package io.ingestlayer.app.command;

import io.ingestlayer.app.Server;
import io.ingestlayer.app.Settings;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.embedded.EmbeddedOptions;
import io.ingestlayer.platform.db.embedded.EmbeddedPostgres;
import io.ingestlayer.platform.file.DataFolder;
import io.ingestlayer.platform.time.SystemTimer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One run of the demo: a server with everything it needs in a folder that is gone afterwards, driven over its HTTP API as
/// any user would.
final class DemoRun {
  private static final int BATCH = 100;
  private static final long SEED = 20_261_122;
  private static final Duration SETTLE_MAX = Duration.ofSeconds(75);
  private static final List<String> DEFINITIONS =
      List.of("usage-limit-hits.yaml", "feature-usage.yaml");

  private final PrintWriter out;
  private final ApiClient api;
  private final PostgresWarehouse warehouse;
  private final DemoEvents company = new DemoEvents(new Random(SEED));

  private DemoRun(PrintWriter out, ApiClient api, PostgresWarehouse warehouse) {
    this.out = out;
    this.api = api;
    this.warehouse = warehouse;
  }

  /// @return whether everything arrived and the books balance
  static boolean run(PrintWriter out, boolean keep) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("ingestlayer-demo");
    Thread cleaner = new Thread(() -> delete(folder), "demo-cleaner");
    try (SystemTimer timer = new SystemTimer();
        DataFolder postgresFolder = DataFolder.open(folder.resolve("postgres"));
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(
                postgresFolder,
                EmbeddedOptions.defaults().withProgress(line -> say(out, "· " + line)));
        PostgresWarehouse warehouse = PostgresWarehouse.create(postgres.settings())) {
      Map<String, String> environment = environment(folder, postgres.settings());
      try (Server server =
          Server.start(Settings.read(null, environment), environment, timer, line -> {})) {
        String key = server.firstKey().orElseThrow();
        URI url = URI.create("http://127.0.0.1:" + server.port());
        try (ApiClient api = new ApiClient(url, key)) {
          boolean good = new DemoRun(out, api, warehouse).tell();
          if (keep) {
            say(out, "\nstill serving on " + url + " with the key " + key + " — Ctrl-C ends it");
            Runtime.getRuntime().addShutdownHook(cleaner);
            new CountDownLatch(1).await();
          }
          return good;
        }
      } catch (ApiClient.UnreachableException e) {
        say(out, "the demo's own server did not answer: " + e.getMessage());
        return false;
      }
    } finally {
      delete(folder);
    }
  }

  private static Map<String, String> environment(Path folder, DatabaseSettings postgres)
      throws IOException {
    Path workspace = Files.createDirectory(folder.resolve("workspace"));
    for (String file : DEFINITIONS) {
      try (InputStream definition = DemoRun.class.getResourceAsStream("/demo/" + file)) {
        if (definition == null) {
          throw new IOException("the jar lacks /demo/" + file);
        }
        Files.copy(definition, workspace.resolve(file));
      }
    }
    String login =
        "postgresql://%s:%s@"
            .formatted(
                postgres.user(), URLEncoder.encode(postgres.password(), StandardCharsets.UTF_8));
    String own = postgres.url().replace("jdbc:postgresql://", login);
    Map<String, String> environment = new HashMap<>();
    environment.put("INGESTLAYER_LISTEN", "127.0.0.1:0");
    environment.put("INGESTLAYER_PUBLIC_URL", "http://127.0.0.1:8080");
    environment.put("INGESTLAYER_DATA_DIR", folder.resolve("data").toString());
    environment.put("INGESTLAYER_DATABASE_URL", own);
    environment.put("INGESTLAYER_WORKSPACE_DIR", workspace.toString());
    environment.put("INGESTLAYER_EGRESS_ALLOW", "127.0.0.1/32");
    environment.put(
        "WAREHOUSE_URL", own.replaceFirst("/ingestlayer\\?.*$", "/warehouse?sslmode=disable"));
    return environment;
  }

  private boolean tell() throws InterruptedException, ApiClient.UnreachableException {
    say(out, "\n1. who the customers are");
    List<Value.Obj> entities = company.entities();
    expect(200, api.send("POST", "/v1/entities/batch", list("entities", entities)));
    say(out, "   %d customers and users known".formatted(entities.size()));

    List<Value.Obj> events = company.events();
    say(out, "\n2. an afternoon of events, over POST /v1/ingest");
    long duplicates = send(events);
    say(
        out,
        "   %d sent, %d of them repeats of a key: stored once each"
            .formatted(events.size(), duplicates));

    say(out, "\n3. on their way (a Slack channel takes one message a second)");
    Value books = settle();
    say(out, "\n4. what Slack shows");
    inbox();
    say(out, "\n5. what the warehouse holds: %d rows in features".formatted(warehouse.rows()));
    say(out, "   account   owner   feature   count plan    payload");
    warehouse.sample().forEach(it -> say(out, "   " + shortened(it)));
    say(out, "\n   select account, count(*), sum(count) from features group by account");
    warehouse.byAccount().forEach(it -> say(out, "   " + it));
    say(out, "\n6. the balance");
    return balance(books, events.size(), duplicates);
  }

  private long send(List<Value.Obj> events) throws ApiClient.UnreachableException {
    long duplicates = 0;
    for (int from = 0; from < events.size(); from += BATCH) {
      List<Value.Obj> batch = events.subList(from, Math.min(events.size(), from + BATCH));
      ApiClient.Answer answer = api.send("POST", "/v1/ingest", list("events", batch));
      expect(202, answer);
      duplicates += number(answer.body().get("data").get("duplicates"));
      if (from % (5 * BATCH) == 0) {
        say(out, "   %4d of %d".formatted(from + batch.size(), events.size()));
      }
    }
    return duplicates;
  }

  /// Waits until everything is decided and delivered, telling how far it is.
  private Value settle() throws InterruptedException, ApiClient.UnreachableException {
    Instant end = Instant.now().plus(SETTLE_MAX);
    while (true) {
      Value books = api.send("GET", "/v1/books", "").body().get("data");
      long waiting = number(books.get("waiting"));
      long open = number(books.get("open"));
      say(out, "   %d to decide, %d deliveries under way".formatted(waiting, open));
      if (waiting + open == 0 || Instant.now().isAfter(end)) {
        return books;
      }
      TimeUnit.SECONDS.sleep(3);
    }
  }

  private void inbox() throws ApiClient.UnreachableException {
    Value messages = api.send("GET", "/v1/destinations/team-slack/inbox?limit=250", "").body();
    List<Value> kept =
        messages.get("data") instanceof Value.Arr array ? array.elements() : List.of();
    List<String> texts =
        kept.stream()
            .map(it -> it.get("text") instanceof Value.Text text ? text.value() : "")
            .toList();
    say(
        out,
        "   %d messages; one of them, and the end of the one that was too long:"
            .formatted(texts.size()));
    texts.stream().filter(it -> !it.contains("cut")).findFirst().ifPresent(it -> framed(it));
    texts.stream()
        .filter(it -> it.contains("cut"))
        .findFirst()
        .ifPresent(it -> framed("…" + it.substring(Math.max(0, it.length() - 160))));
  }

  private void framed(String text) {
    text.lines().forEach(it -> say(out, "   │ " + it));
    say(out, "");
  }

  private boolean balance(Value books, long sent, long duplicates) {
    long accepted = number(books.get("accepted"));
    long expected = sent - duplicates;
    say(
        out,
        "   accepted %d = matched %d + unmatched %d; difference %d, open %d"
            .formatted(
                accepted,
                number(books.get("matched")),
                number(books.get("unmatched")),
                number(books.get("difference")),
                number(books.get("open"))));
    boolean good =
        books.get("balanced") == Value.Bool.TRUE
            && number(books.get("difference")) == 0
            && number(books.get("open")) == 0
            && duplicates == DemoEvents.repeats()
            && accepted == expected;
    say(
        out,
        good
            ? "   the books balance: nothing lost, nothing twice"
            : "   THE BOOKS DO NOT BALANCE: " + Json.write(books));
    return good;
  }

  private static String list(String name, List<Value.Obj> elements) {
    return Json.write(Value.object().put(name, Value.array(elements)).build());
  }

  private static void expect(int status, ApiClient.Answer answer) {
    if (answer.status() != status) {
      throw new IllegalStateException(
          "the demo's request was answered " + answer.status() + ": " + Json.write(answer.body()));
    }
  }

  private static long number(Value value) {
    return value instanceof Value.Num num ? num.decimal().longValue() : 0;
  }

  private static String shortened(String line) {
    return line.length() > 140 ? line.substring(0, 140) + "…" : line;
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(it -> it.toFile().delete());
    } catch (IOException e) {
      // It is in the folder for temporary files, which the system empties.
    }
  }
}
