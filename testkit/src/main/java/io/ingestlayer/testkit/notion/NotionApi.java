package io.ingestlayer.testkit.notion;

import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Recorded;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The endpoints. One request at a time, so that a schema does not change while a page is checked against it.
final class NotionApi {
  private static final String VERSION = "2026-03-11";
  private static final int BODY_BYTES_MAX = 500 * 1_000;
  private static final int WRITTEN_MAX = 100_000;
  private static final int ANSWER_TEXT_MAX = 2_000;

  private final NotionWorkspace workspace;
  private final Consents consents;
  private final InstantSource clock;
  private final Recorded<Written> written = new Recorded<>(WRITTEN_MAX);

  NotionApi(NotionWorkspace workspace, InstantSource clock) {
    this.workspace = workspace;
    this.consents = new Consents(workspace);
    this.clock = clock;
  }

  Consents consents() {
    return consents;
  }

  List<Written> written() {
    return written.all();
  }

  static boolean writes(ReceivedRequest request) {
    return request.path().equals("/v1/pages") || request.path().endsWith("/children");
  }

  synchronized ObjectNode call(ReceivedRequest request) throws Refusal {
    if (request.path().startsWith("/v1/oauth/")) {
      return consents.call(request, body(request));
    }
    entry(request);
    String[] parts = request.path().split("/");
    String called = request.method() + " " + (parts.length > 2 ? parts[2] : "");
    String id = parts.length > 3 ? parts[3] : "";
    String then = parts.length > 4 ? parts[4] : "";
    return switch (called + (then.isEmpty() ? "" : " " + then)) {
      case "GET databases" -> database(id);
      case "GET data_sources" -> source(id).json();
      case "POST data_sources query" -> query(source(id), body(request));
      case "POST pages" -> createPage(body(request), request.text());
      case "PATCH blocks children" -> append(id, body(request), request.text());
      default -> throw Refusal.of(400, "invalid_request_url", "Invalid request URL.");
    };
  }

  private void entry(ReceivedRequest request) throws Refusal {
    String bearer = request.header("authorization").orElse("");
    if (!bearer.startsWith("Bearer ") || !workspace.isToken(bearer.substring("Bearer ".length()))) {
      throw Refusal.of(401, "unauthorized", "API token is invalid.");
    }
    String version = request.header("notion-version").orElse("undefined");
    if (!version.equals(VERSION)) {
      throw Refusal.of(
          400,
          "missing_version",
          "Notion-Version header failed validation: Notion-Version header should be defined, instead was `%s`."
              .formatted(version));
    }
  }

  private static JsonNode body(ReceivedRequest request) throws Refusal {
    if (!request.header("content-type").orElse("").startsWith("application/json")) {
      throw Refusal.of(400, "invalid_json", "Error parsing JSON body.");
    }
    if (request.body().length > BODY_BYTES_MAX) {
      throw Refusal.of(413, "validation_error", "Request body too large.");
    }
    try {
      JsonNode body = JsonMapper.shared().readTree(request.body());
      if (body.isObject()) {
        return body;
      }
    } catch (JacksonException e) {
      // Told below, as for what is no object.
    }
    throw Refusal.of(400, "invalid_json", "Error parsing JSON body.");
  }

  private DataSource source(String id) throws Refusal {
    return workspace.findDataSource(id).orElseThrow(() -> Refusal.unknown("data_source", id));
  }

  private ObjectNode database(String id) throws Refusal {
    NotionWorkspace.Database database =
        workspace.findDatabase(id).orElseThrow(() -> Refusal.unknown("database", id));
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("object", "database").put("id", database.id()).put("in_trash", false);
    json.putArray("title").addObject().put("type", "text").put("plain_text", database.title());
    ArrayNode sources = json.putArray("data_sources");
    database.sources().forEach(it -> sources.addObject().put("id", it.id()).put("name", it.name()));
    return json;
  }

  private ObjectNode createPage(JsonNode body, String raw) throws Refusal {
    Problems problems = new Problems();
    problems.object(body, "body", Set.of("parent", "properties"), Set.of("children", "position"));
    problems.throwIfAny();
    DataSource source = parent(body.path("parent"));
    if (!body.path("properties").isObject()) {
      problems.add("body.properties", "an object", Problems.shown(body.path("properties")));
    }
    if (body.has("children")) {
      BlockCheck.check(body.path("children"), problems);
    }
    problems.throwIfAny();
    new PropertyCheck(source, workspace::isPage).check(body.path("properties"));
    written.add(new Written(clock.instant(), Written.Kind.PAGE, source.id(), body, raw));
    return answer("page", body.path("properties"));
  }

  private DataSource parent(JsonNode parent) throws Refusal {
    Problems problems = new Problems();
    if (parent.has("database_id")) {
      NotionWorkspace.Database database =
          workspace
              .findDatabase(parent.path("database_id").asString(""))
              .orElseThrow(() -> Refusal.unknown("database", "?"));
      if (database.sources().size() == 1) {
        return database.sources().getFirst();
      }
      throw new Refusal(
          400,
          "validation_error",
          "Databases with multiple data sources are not supported in this API version.",
          Map.of("error_type", "multiple_data_sources_for_database"));
    }
    problems.object(parent, "body.parent", Set.of("data_source_id"), Set.of("type"));
    problems.uuid(parent.path("data_source_id"), "body.parent.data_source_id");
    if (parent.has("type")) {
      problems.oneOf(parent.path("type"), "body.parent.type", Set.of("data_source_id"));
    }
    problems.throwIfAny();
    return source(parent.path("data_source_id").stringValue());
  }

  private ObjectNode append(String page, JsonNode body, String raw) throws Refusal {
    if (!Ids.isId(page)) {
      throw Refusal.invalid(
          "path failed validation: path.block_id should be a valid uuid, instead was `\"%s\"`."
              .formatted(page));
    }
    if (!workspace.isPage(page)) {
      throw Refusal.unknown("block", page);
    }
    Problems problems = new Problems();
    problems.object(body, "body", Set.of("children"), Set.of("position"));
    BlockCheck.check(body.path("children"), problems);
    problems.throwIfAny();
    written.add(new Written(clock.instant(), Written.Kind.BLOCKS, page, body, raw));
    return answer("list", body.path("children"));
  }

  /// As large an answer as Notion's, which repeats what it was sent.
  private static ObjectNode answer(String object, JsonNode sent) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("object", object).put("id", new UUID(1, 2).toString());
    String repeated = sent.toString();
    json.put("sent", repeated.substring(0, Math.min(repeated.length(), ANSWER_TEXT_MAX)));
    return json;
  }

  /// By one text property, as far as it is needed to find a page again.
  private ObjectNode query(DataSource source, JsonNode body) throws Refusal {
    Problems problems = new Problems();
    problems.object(body, "body", Set.of(), Set.of("filter", "page_size", "sorts", "start_cursor"));
    JsonNode filter = body.path("filter");
    problems.object(filter, "body.filter", Set.of("property", "rich_text"), Set.of());
    problems.object(filter.path("rich_text"), "body.filter.rich_text", Set.of("equals"), Set.of());
    problems.throwIfAny();
    String property = filter.path("property").asString("");
    DataSource.Property known = source.properties().get(property);
    if (known == null) {
      throw Refusal.invalid("Could not find property with name or id: " + property);
    }
    if (!known.type().equals("rich_text")) {
      throw Refusal.invalid("database property rich_text does not match filter " + known.type());
    }
    String wanted = filter.path("rich_text").path("equals").asString("");
    ObjectNode json = JsonMapper.shared().createObjectNode().put("object", "list");
    ArrayNode results = json.putArray("results");
    written.all().stream()
        .filter(it -> it.parent().equals(source.id()))
        .filter(it -> text(it.property(property).path("rich_text")).equals(wanted))
        .limit(1)
        .forEach(_ -> results.addObject().put("object", "page"));
    return json.put("has_more", false);
  }

  private static String text(JsonNode items) {
    StringBuilder text = new StringBuilder();
    items.forEach(it -> text.append(it.path("text").path("content").asString("")));
    return text.toString();
  }
}
