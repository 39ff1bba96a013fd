package io.ingestlayer.testkit.vault;

import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A Vault server whose transit engine is mounted at `transit`, real HTTP. Any thread may call.
///
/// It begins without keys and unsealed. Ciphertexts are `vault:vN:…`, AES-256-GCM, bound to their `associated_data`.
///
/// See https://developer.hashicorp.com/vault/api-docs/secret/transit
public final class VaultFake implements AutoCloseable {
  private static final String ENGINE = "/v1/transit/";
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, TransitKey> keys = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong calls = new AtomicLong();
  private final Receiver receiver;
  private final String token;
  private volatile boolean sealed;

  private VaultFake(String token) {
    this.token = token;
    receiver = Receiver.start(InstantSource.system(), this::answer);
  }

  /// @param token the only one that is let in
  public static VaultFake start(String token) {
    return new VaultFake(token);
  }

  /// How a key in it is named: `hcvault+http://127.0.0.1:port/transit/keys/NAME`.
  public String keyUri(String name) {
    return "hcvault+http://127.0.0.1:" + receiver.port() + ENGINE.substring(3) + "keys/" + name;
  }

  public void key(String name) {
    keys.put(name, new TransitKey(random));
  }

  /// The key gets a next version, as `vault write -f transit/keys/NAME/rotate` does; the earlier ones still open.
  public void rotate(String name) {
    known(name).rotate();
  }

  private TransitKey known(String name) {
    TransitKey key = keys.get(name);
    if (key == null) {
      throw new IllegalArgumentException("a test has to make the key " + name + " first");
    }
    return key;
  }

  /// Sealed, it answers 503 to everything.
  public void seal(boolean sealed) {
    this.sealed = sealed;
  }

  /// Connections are refused.
  public void down(boolean down) {
    receiver.refuse(down);
  }

  /// Requests so far.
  public long calls() {
    return calls.get();
  }

  @Override
  public void close() {
    receiver.close();
  }

  private Answer answer(ReceivedRequest request) {
    calls.incrementAndGet();
    if (sealed) {
      return error(503, "Vault is sealed");
    }
    if (!request.header("X-Vault-Token").equals(Optional.of(token))) {
      return error(403, "permission denied");
    }
    String[] path = request.path().split("/", -1);
    if (!request.path().startsWith(ENGINE) || path.length != 5) {
      return error(404, "no handler for route \"" + request.path() + "\". route entry not found.");
    }
    if (!request.method().equals("POST") && !request.method().equals("PUT")) {
      return error(405, "unsupported operation");
    }
    try {
      JsonNode body = JSON.readTree(request.text());
      return switch (path[3]) {
        case "encrypt" -> encrypt(path[4], body);
        case "decrypt" -> decrypt(path[4], body);
        default -> error(404, "unsupported path");
      };
    } catch (JacksonException e) {
      return error(400, "error parsing JSON");
    }
  }

  /// The real one would make a key that is missing, when the token may.
  private Answer encrypt(String name, JsonNode body) {
    TransitKey key = keys.get(name);
    if (key == null) {
      return error(403, "1 error occurred:\n\t* permission denied\n\n");
    }
    Optional<byte[]> plain = base64(body, "plaintext");
    Optional<byte[]> associated = base64(body, "associated_data");
    if (!body.has("plaintext") || plain.isEmpty()) {
      return error(400, "failed to base64-decode plaintext");
    }
    if (associated.isEmpty()) {
      return error(400, "failed to base64-decode associated_data");
    }
    return data("ciphertext", key.encrypt(plain.get(), associated.get()));
  }

  private Answer decrypt(String name, JsonNode body) {
    TransitKey key = keys.get(name);
    if (key == null) {
      return error(400, "encryption key not found");
    }
    Optional<byte[]> associated = base64(body, "associated_data");
    if (associated.isEmpty()) {
      return error(400, "failed to base64-decode associated_data");
    }
    String ciphertext = body.path("ciphertext").asString("");
    if (!ciphertext.startsWith("vault:v")) {
      return error(400, "invalid ciphertext: no prefix");
    }
    return key.decrypt(ciphertext, associated.get())
        .map(it -> data("plaintext", Base64.getEncoder().encodeToString(it)))
        .orElseGet(() -> error(400, "cipher: message authentication failed"));
  }

  /// Nothing when it is no Base64; what is absent is empty.
  private static Optional<byte[]> base64(JsonNode body, String name) {
    try {
      return Optional.of(Base64.getDecoder().decode(body.path(name).asString("")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Answer data(String name, String value) {
    ObjectNode body = JSON.createObjectNode().put("request_id", "0").put("lease_id", "");
    body.putObject("data").put(name, value).put("key_version", 1);
    body.putNull("warnings");
    return Answer.json(200, body.toString());
  }

  private static Answer error(int status, String error) {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("errors").add(error);
    return Answer.json(status, body.toString());
  }
}
