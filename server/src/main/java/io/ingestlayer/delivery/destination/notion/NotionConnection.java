package io.ingestlayer.delivery.destination.notion;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a person's consent brought: the token, what renews it, and of which workspace it is. Kept as one text.
///
/// @param clientId the integration that it belongs to
/// @param refresh what renews the token, good for one use; null when Notion gave none
record NotionConnection(String clientId, Secret token, @Nullable Secret refresh, String workspace) {

  NotionConnection {
    requireNonNull(clientId);
    requireNonNull(token);
    requireNonNull(workspace);
  }

  /// From Notion's answer, or from the text that was kept; nothing when there is no token in it that could be sent.
  ///
  /// @param before what is renewed by it, or null
  static Optional<NotionConnection> of(
      Value json, String clientId, @Nullable NotionConnection before) {
    Secret token = secret(json.get("access_token"));
    if (token == null) {
      return Optional.empty();
    }
    Secret refresh = secret(json.get("refresh_token"));
    String workspace =
        json.get("workspace_name") instanceof Value.Text(String name)
            ? name
            : before == null ? "a workspace without a name" : before.workspace();
    return Optional.of(
        new NotionConnection(
            clientId,
            token,
            refresh == null && before != null ? before.refresh() : refresh,
            workspace));
  }

  static Optional<NotionConnection> read(Secret kept) {
    try {
      Value json = Json.parseObject(kept.reveal());
      return json.get("client_id") instanceof Value.Text(String clientId)
          ? of(json, clientId, null)
          : Optional.empty();
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  Secret text() {
    return new Secret(
        Json.write(
            Value.object()
                .put("client_id", clientId)
                .put("access_token", token.reveal())
                .put("refresh_token", refresh == null ? null : refresh.reveal())
                .put("workspace_name", workspace)
                .build()));
  }

  private static @Nullable Secret secret(Value value) {
    return value instanceof Value.Text(String text) && text.matches("[!-~]{1,4000}")
        ? new Secret(text)
        : null;
  }
}
