package io.ingestlayer.testkit.slack;

import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.slack.Outcome.Refused;
import io.ingestlayer.testkit.slack.SentMessage.Via;
import io.ingestlayer.testkit.slack.Workspace.Channel;
import io.ingestlayer.testkit.slack.Workspace.Webhook;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// `/services/T…/B…/secret`: whoever knows the address posts into its channel.
final class Webhooks {
  private final Workspace workspace;
  private final Posts posts;

  Webhooks(Workspace workspace, Posts posts) {
    this.workspace = workspace;
    this.posts = posts;
  }

  /// @param path what follows `/services/`
  Outcome post(String path, ReceivedRequest request) {
    String[] parts = path.split("/", -1);
    if (!parts[0].equals(Workspace.TEAM)) {
      return Refused.because("no_team");
    }
    Optional<Webhook> webhook =
        parts.length == 3 ? workspace.findWebhook(parts[1]) : Optional.empty();
    if (webhook.isEmpty()) {
      return Refused.because("no_service");
    }
    if (!webhook.get().secret().equals(parts[2])) {
      return Refused.because("invalid_token");
    }
    Channel channel = workspace.known(webhook.get().channel());
    if (channel.archived()) {
      return Refused.because("channel_is_archived");
    }
    return payload(request)
        .map(message -> posts.post(Via.WEBHOOK, channel, message, request.text()))
        .orElse(Refused.because("invalid_payload"));
  }

  /// HTTP status of a refusal; what the vendor does not list is the caller's fault.
  static int status(String error) {
    return switch (error) {
      case "action_prohibited", "invalid_token" -> 403;
      case "channel_not_found", "no_service", "no_team" -> 404;
      case "channel_is_archived" -> 410;
      case "rollup_error", "internal_error", "fatal_error" -> 500;
      default -> 400;
    };
  }

  /// JSON whatever the content type says, or a form with the JSON in `payload`.
  private static Optional<ObjectNode> payload(ReceivedRequest request) {
    try {
      String text = request.text();
      String json =
          text.startsWith("payload=")
              ? URLDecoder.decode(text.substring("payload=".length()), StandardCharsets.UTF_8)
              : text;
      return request.method().equals("POST")
              && Arguments.JSON.readTree(json) instanceof ObjectNode message
          ? Optional.of(message)
          : Optional.empty();
    } catch (IllegalArgumentException | JacksonException e) {
      return Optional.empty();
    }
  }
}
