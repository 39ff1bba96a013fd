package io.ingestlayer.platform.secret;

import io.ingestlayer.platform.secret.SecretException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A key of HashiCorp Vault's transit engine, named as Tink names it: `hcvault://host:8200/transit/keys/NAME`.
///
/// It speaks HTTPS; `hcvault+http://` speaks plain HTTP, to a proxy on this machine only, since data keys go over it. The
/// token comes from `VAULT_TOKEN` at each call, a namespace from `VAULT_NAMESPACE`. A call ends after 10 s. The address is
/// the operator's own, so it is not checked as a destination's is.
///
/// See https://developer.hashicorp.com/vault/api-docs/secret/transit
final class VaultKey implements KeyWrap {
  private static final Pattern FORM =
      Pattern.compile(
          "(hcvault|hcvault\\+http)://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?/([A-Za-z0-9_/.-]+)/keys/([A-Za-z0-9_.-]+)");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  private static final String PORT = ":8200";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long BODY_BYTES_MAX = 64 * 1024;

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  private final String id;
  private final String engine;
  private final String name;
  private final Function<String, @Nullable String> environment;

  private VaultKey(
      String id, String engine, String name, Function<String, @Nullable String> environment) {
    this.id = id;
    this.engine = engine;
    this.name = name;
    this.environment = environment;
  }

  static boolean isNamedBy(String uri) {
    return uri.startsWith("hcvault");
  }

  /// @throws MasterKeyException when it is not written so
  static VaultKey of(String uri, Function<String, @Nullable String> environment) {
    Matcher matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      throw new MasterKeyException(
          "A master key in Vault is written hcvault://host:8200/transit/keys/NAME; the token goes into VAULT_TOKEN.");
    }
    boolean plain = matcher.group(1).endsWith("http");
    String host = matcher.group(2);
    if (plain && !LOOPBACK.matcher(host).matches()) {
      throw new MasterKeyException(
          "hcvault+http:// sends keys in the clear, so it reaches this machine only. Use hcvault:// (HTTPS), or a Vault proxy on 127.0.0.1.");
    }
    String port = matcher.group(3) == null ? PORT : matcher.group(3);
    String server = host + port;
    String engine = (plain ? "http://" : "https://") + server + "/v1/" + matcher.group(4);
    String id = "hcvault://" + server + "/" + matcher.group(4) + "/keys/" + matcher.group(5);
    return new VaultKey(id, engine, matcher.group(5), environment);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public byte[] wrap(byte[] dataKey, byte[] associated) {
    String body =
        VaultJson.object("plaintext", base64(dataKey), "associated_data", base64(associated));
    return call("encrypt", body, "ciphertext").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] associated) {
    String ciphertext = new String(wrapped, StandardCharsets.US_ASCII);
    String body = VaultJson.object("ciphertext", ciphertext, "associated_data", base64(associated));
    try {
      return Base64.getDecoder().decode(call("decrypt", body, "plaintext"));
    } catch (IllegalArgumentException e) {
      throw new SecretException(Kind.UNAVAILABLE, "Vault answered with no key", e);
    }
  }

  private String call(String what, String body, String wanted) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(engine + "/" + what + "/" + name))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("X-Vault-Request", "true")
            .header("X-Vault-Token", token())
            .POST(HttpRequest.BodyPublishers.ofString(body));
    String namespace = environment.apply("VAULT_NAMESPACE");
    if (namespace != null && !namespace.isBlank()) {
      request.header("X-Vault-Namespace", namespace.strip());
    }
    try {
      // The request's own timeout ends with the headers; this one is for the body too.
      var answer =
          HTTP.sendAsync(
                  request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), BODY_BYTES_MAX))
              .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return read(what, answer.statusCode(), answer.body(), wanted);
    } catch (ExecutionException | CompletionException | TimeoutException e) {
      throw new SecretException(Kind.UNAVAILABLE, "Vault does not answer at " + id, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SecretException(Kind.UNAVAILABLE, "interrupted while Vault was asked", e);
    }
  }

  /// Vault answers a ciphertext that is not its own with 400, and says so of its own state otherwise: 403 for the token,
  /// 404 for the name, 503 when it is sealed.
  private String read(String what, int status, String body, String wanted) {
    try {
      if (status == 200) {
        return VaultJson.data(body, wanted);
      }
      boolean refused = status == 400 && what.equals("decrypt");
      throw new SecretException(
          refused ? Kind.WRONG : Kind.UNAVAILABLE,
          "Vault answered %d to %s with the key %s%s"
              .formatted(status, what, id, VaultJson.errors(body)),
          null);
    } catch (IOException e) {
      throw new SecretException(
          Kind.UNAVAILABLE, "Vault's answer (%d) cannot be read".formatted(status), e);
    }
  }

  private String token() {
    String token = environment.apply("VAULT_TOKEN");
    if (token == null || token.isBlank()) {
      throw new SecretException(
          Kind.UNAVAILABLE, "VAULT_TOKEN is not set, which the key " + id + " needs", null);
    }
    return token.strip();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return id;
  }
}
