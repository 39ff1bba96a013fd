package io.ingestlayer.testkit.notion;

import io.ingestlayer.testkit.http.ReceivedRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Public integrations: `/v1/oauth/token` and `/v1/oauth/revoke`. Codes and refresh tokens are good for one use. Facts:
/// developers.notion.com/reference/create-a-token, developers.notion.com/reference/refresh-a-token.
final class Consents {
  private final NotionWorkspace workspace;
  private final Map<String, String> apps = new HashMap<>();
  private final Map<String, String> codes = new HashMap<>();
  private final Map<String, String> refreshTokens = new HashMap<>();
  private int made;
  private int refreshes;

  Consents(NotionWorkspace workspace) {
    this.workspace = workspace;
  }

  synchronized void app(String id, String secret) {
    apps.put(id, secret);
  }

  synchronized int refreshes() {
    return refreshes;
  }

  synchronized URI allow(URI page) {
    Map<String, String> query = new HashMap<>();
    for (String pair : page.getRawQuery().split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    if (!page.getPath().equals("/v1/oauth/authorize")
        || !apps.containsKey(query.get("client_id"))
        || !"code".equals(query.get("response_type"))
        || !"user".equals(query.get("owner"))) {
      throw new AssertionError("Notion has no such page: " + page);
    }
    String code = "code-" + ++made + "-notforyoureyes";
    codes.put(code, query.get("redirect_uri"));
    return URI.create(
        query.get("redirect_uri")
            + "?code="
            + code
            + "&state="
            + URLEncoder.encode(query.get("state"), StandardCharsets.UTF_8));
  }

  synchronized ObjectNode call(ReceivedRequest request, JsonNode body) throws Refusal {
    String header = request.header("authorization").orElse("").replaceFirst("^Basic ", "");
    String[] client =
        new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8).split(":", 2);
    if (client.length < 2 || !client[1].equals(apps.get(client[0]))) {
      throw Refusal.of(401, "invalid_client", "Client authentication failed.");
    }
    return switch (request.path() + " " + body.path("grant_type").asString("")) {
      case "/v1/oauth/token authorization_code" -> exchange(body);
      case "/v1/oauth/token refresh_token" -> refresh(body);
      case "/v1/oauth/revoke " -> {
        workspace.revoke(body.path("token").asString(""));
        yield JsonMapper.shared().createObjectNode();
      }
      default -> throw Refusal.of(400, "invalid_request", "Unsupported grant.");
    };
  }

  private ObjectNode exchange(JsonNode body) throws Refusal {
    String redirect = codes.remove(body.path("code").asString(""));
    if (redirect == null || !redirect.equals(body.path("redirect_uri").asString(""))) {
      throw Refusal.of(400, "invalid_grant", "Invalid code.");
    }
    return tokens();
  }

  private ObjectNode refresh(JsonNode body) throws Refusal {
    String token = refreshTokens.remove(body.path("refresh_token").asString(""));
    if (token == null) {
      throw Refusal.of(400, "invalid_grant", "Invalid refresh token.");
    }
    workspace.revoke(token);
    refreshes++;
    return tokens();
  }

  private ObjectNode tokens() {
    String token = "ntn_" + ++made + "-notforyoureyes";
    String refresh = "nrt_" + made + "-notforyoureyes";
    workspace.token(token);
    refreshTokens.put(refresh, token);
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    answer.put("access_token", token).put("token_type", "bearer").put("refresh_token", refresh);
    answer.put("bot_id", "00000000-0000-4000-8000-000000000001").put("workspace_name", "Acme");
    answer.put("workspace_id", "00000000-0000-4000-8000-000000000002").putNull("workspace_icon");
    answer.putObject("owner").put("type", "workspace");
    return answer;
  }
}
