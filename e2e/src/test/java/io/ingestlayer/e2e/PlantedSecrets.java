package io.ingestlayer.e2e;

import io.ingestlayer.testkit.net.ForwardingProxy;
import io.ingestlayer.testkit.smtp.SmtpCertificate;
import io.ingestlayer.testkit.smtp.SmtpFake;
import io.ingestlayer.testkit.vault.VaultFake;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Every kind of credential, given to a server in every way: in variables, files, stored, and in plain text; with vendors
/// that take them well, and others that repeat them.
final class PlantedSecrets implements AutoCloseable {
  private final SecretSearch search;
  private final ServerProcess server;
  private final Path folder;
  private final Map<String, String> written = new LinkedHashMap<>();
  private final Map<String, String> stored = new HashMap<>();
  private final EchoingVendor careless = new EchoingVendor();
  private final Vendors vendors;
  private final SmtpFake carelessMail;
  private final String vaultToken;
  private final VaultFake vault;
  private final String proxyPassword;
  private final ForwardingProxy proxy;
  private final KeyedReceiver keyed;

  PlantedSecrets(SecretSearch search, ServerProcess server, Path folder) throws IOException {
    this.search = search;
    this.server = server;
    this.folder = folder;
    vendors = Vendors.start(folder);
    carelessMail = SmtpFake.startTls(vendors.certificate());
    vaultToken = "hvs." + search.made("the Vault token");
    vault = VaultFake.start(vaultToken);
    proxyPassword = search.made("the proxy's password");
    proxy = ForwardingProxy.start("mia", proxyPassword);
    written.put("ECHO", careless.url(""));
    written.put("FOLDER", folder.toString());
    written.put("MAIL_PORT", "" + vendors.mail().port());
    written.put("CARELESS_PORT", "" + carelessMail.port());
    written.put("MAIL_CA", vendors.certificate().file().toString());
    slack();
    discord();
    telegram();
    mail();
    webhooks();
    keyed = clientKey();
    warehouse();
    notion();
    own();
  }

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
    server.with("WEBHOOK_CARELESS_SECRET", search.made("the careless webhook's signing secret"));
    written.put(
        "PLAIN_CARELESS_URL",
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
    search.known("the master key", key);
    vault.key("main");
    server
        .with("INGESTLAYER_MASTER_KEY", vault.keyUri("main") + "," + key)
        .with("VAULT_TOKEN", vaultToken);
    String login = search.password("the proxy's password", "mia", proxyPassword);
    server.with(
        "INGESTLAYER_EGRESS_PROXY", "http://mia:%s@127.0.0.1:%d".formatted(login, proxy.port()));
    search.known("the first API key", ServerProcess.API_KEY);
  }

  /// The key of a certificate, of which each line is one.
  private KeyedReceiver clientKey() throws IOException {
    SmtpCertificate certificate =
        SmtpCertificate.make(Files.createDirectory(folder.resolve("mtls")), "dns:localhost");
    String key = certificate.keyPem();
    key.lines()
        .filter(it -> !it.startsWith("-----"))
        .forEach(it -> search.known("the client key", it));
    Files.copy(certificate.file(), folder.resolve("mtls.pem"));
    written.put("PLAIN_MTLS_KEY", key.replace("\r", "").replace("\n", "\\n"));
    String path = "/mtls/" + search.made("the path behind the client key");
    KeyedReceiver receiver = new KeyedReceiver(certificate);
    stored.put("MTLS_URL", receiver.url(path));
    return receiver;
  }

  void file(String name, String secret) throws IOException {
    Files.writeString(folder.resolve(name), secret + "\n");
  }

  /// What stands for `<NAME>` in a definition.
  void write(String name, String text) {
    written.put(name, text);
  }

  /// A definition of the test's own files, with all that is written into it.
  String filled(String file) {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/no-secret/" + file), file)) {
      String filled = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> each : written.entrySet()) {
        filled = filled.replace("<" + each.getKey() + ">", each.getValue());
      }
      return filled;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the server is to keep, by name, before there is a definition that needs it.
  Map<String, String> stored() {
    return stored;
  }

  /// How many requests those have had that repeat what they are sent.
  int repeated() {
    return careless.requests().size();
  }

  /// How many requests went through the proxy, let in by its password.
  int proxied() {
    return proxy.asked().size();
  }

  /// From now on the proxy answers every CONNECT with this status.
  void refuseAtProxy(int status) {
    proxy.refuse(status);
  }

  /// How many requests came with the client key.
  int keyed() {
    return keyed.requests();
  }

  /// How often Vault was asked with its token.
  long asksOfVault() {
    return vault.calls();
  }

  @Override
  public void close() {
    careless.close();
    carelessMail.close();
    vendors.close();
    vault.close();
    proxy.close();
    keyed.close();
  }
}
