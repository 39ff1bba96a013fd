package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.vendor.KeptText;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Notion's API with the token of one connection.
final class NotionApi {
  static final String VERSION = "2026-03-11";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final HttpSender http;
  private final URI baseUrl;
  private final Supplier<Secret> token;

  /// @param token asked for each request, for a connection's token may be renewed
  NotionApi(HttpSender http, URI baseUrl, Supplier<Secret> token) {
    this.http = http;
    this.baseUrl = baseUrl;
    this.token = token;
  }

  Answer database(String id) throws EgressRefusedException, HttpSendException {
    return send("GET", "databases/" + id, "");
  }

  Answer dataSource(String id) throws EgressRefusedException, HttpSendException {
    return send("GET", "data_sources/" + id, "");
  }

  Answer createPage(String json) throws EgressRefusedException, HttpSendException {
    return send("POST", "pages", json);
  }

  Answer append(NotionId page, String json) throws EgressRefusedException, HttpSendException {
    return send("PATCH", "blocks/" + page + "/children", json);
  }

  /// The first page whose text property is exactly that text.
  Answer find(String dataSource, String property, String text)
      throws EgressRefusedException, HttpSendException {
    Value filter =
        Value.object()
            .put("property", property)
            .put("rich_text", Value.object().put("equals", text).build())
            .build();
    Value body = Value.object().put("filter", filter).put("page_size", 1).build();
    return send("POST", "data_sources/" + dataSource + "/query", Json.write(body));
  }

  /// The answer without the token, which a server may repeat.
  private Answer send(String method, String path, String json)
      throws EgressRefusedException, HttpSendException {
    Secret current = token.get();
    Map<String, String> headers =
        Map.of(
            "Authorization",
            "Bearer " + current.reveal(),
            "Notion-Version",
            VERSION,
            "Content-Type",
            "application/json; charset=utf-8");
    URI url = URI.create(baseUrl.toString().replaceAll("/+$", "") + "/v1/" + path);
    Answer answer = http.send(new HttpSender.Request(method, url, headers, json, TIMEOUT));
    return new KeptText(List.of(current)).of(answer);
  }
}
