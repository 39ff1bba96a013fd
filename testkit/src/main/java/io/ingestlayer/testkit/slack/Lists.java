package io.ingestlayer.testkit.slack;

import io.ingestlayer.testkit.slack.Outcome.Done;
import io.ingestlayer.testkit.slack.Outcome.Refused;
import io.ingestlayer.testkit.slack.Workspace.Channel;
import io.ingestlayer.testkit.slack.Workspace.Token;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `conversations.list`: pages by cursor, each kind of channel under its own scope, private ones to members only. A channel
/// is as long as the vendor's, with topic and purpose. Facts: docs.slack.dev/reference/methods/conversations.list.
final class Lists {
  private static final int LIMIT_MAX = 1_000;
  private static final String TOPIC = "what this channel is about, in so many words. ".repeat(5);
  private static final Map<String, String> SCOPES =
      Map.of("public_channel", "channels:read", "private_channel", "groups:read");

  private final Workspace workspace;

  Lists(Workspace workspace) {
    this.workspace = workspace;
  }

  /// A reading method: it looks at the query and at forms, not at JSON.
  Outcome channels(Token token, Arguments.Read read) {
    ObjectNode query = read.json() ? Arguments.JSON.createObjectNode() : read.values();
    Set<String> kinds =
        new TreeSet<>(List.of(query.path("types").asString("public_channel").split(",")));
    for (String kind : kinds) {
      if (!SCOPES.containsKey(kind)) {
        return Refused.because("invalid_types");
      }
      if (!token.scopes().contains(SCOPES.get(kind))) {
        return Refused.missingScope(SCOPES.get(kind), token.scopes());
      }
    }
    String limit = query.path("limit").asString("100");
    if (!limit.matches("[0-9]{1,4}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > LIMIT_MAX) {
      return Refused.because("invalid_limit");
    }
    String cursor = query.path("cursor").asString("");
    if (!cursor.matches("(next:[0-9]{1,6})?")) {
      return Refused.because("invalid_cursor");
    }
    int from = cursor.isEmpty() ? 0 : Integer.parseInt(cursor.substring("next:".length()));
    boolean all = !query.path("exclude_archived").asString("false").equals("true");
    return page(seen(token, kinds, all), token, from, Integer.parseInt(limit));
  }

  private List<Channel> seen(Token token, Set<String> kinds, boolean all) {
    return workspace.channels().stream()
        .filter(it -> !it.direct() && (all || !it.archived()))
        .filter(it -> kinds.contains(it.hidden() ? "private_channel" : "public_channel"))
        .filter(it -> !it.hidden() || it.members().contains(token.value()))
        .toList();
  }

  private static Outcome page(List<Channel> seen, Token token, int from, int limit) {
    ObjectNode answer = Arguments.JSON.createObjectNode();
    ArrayNode channels = answer.putArray("channels");
    seen.stream()
        .skip(from)
        .limit(limit)
        .forEach(it -> {
          ObjectNode channel = channels.addObject();
          channel.put("id", it.id()).put("name", it.name().substring(1));
          channel.put("is_channel", !it.hidden()).put("is_private", it.hidden());
          channel.put("is_archived", it.archived());
          channel.put("is_member", it.members().contains(token.value()));
          channel.putObject("topic").put("value", TOPIC).put("creator", "").put("last_set", 0);
          channel.putObject("purpose").put("value", TOPIC).put("creator", "").put("last_set", 0);
          channel.putArray("previous_names");
        });
    boolean last = from + limit >= seen.size();
    answer.putObject("response_metadata").put("next_cursor", last ? "" : "next:" + (from + limit));
    return new Done(answer, List.of());
  }
}
