package io.ingestlayer.admin;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.component.Config;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.Spelling;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.delivery.TestMessages.Draft;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.ExpressionException;
import io.ingestlayer.expression.TextTemplate;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.workspace.PipelineDefinition;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a test message is to be: which route it takes, and which event it tells of. Whatever was asked for, people
/// and programs see that it is a test.
final class TestMessageBody {
  static final List<String> MEMBERS = List.of("pipeline", "route", "config", "type", "payload");
  static final String TYPE = "ingestlayer.test";
  private static final Pattern TYPES = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}");

  /// What a route calls the message itself: text of its own would speak of fields that a test event does not have.
  private static final Set<String> WORDING = Set.of("message", "subject", "html", "body");

  private static final String MARK = "[test] ";

  private final Target target;
  private final Workspace.Active active;
  private final ComponentCatalog catalog;

  /// Where it goes.
  private record Way(PipelineVersion pipeline, RouteDefinition route) {}

  TestMessageBody(Target target, Workspace.Active active, ComponentCatalog catalog) {
    this.target = target;
    this.active = active;
    this.catalog = catalog;
  }

  /// @param asker who asks, for the people who see the message
  Draft draft(Value.Obj body, String asker, Instant now) {
    String type = type(body);
    boolean own = body.get("payload").isPresent();
    Value.Obj payload = own ? payload(body) : sentence(asker, now);
    Way way = way(body, type);
    RouteDefinition route = way.route();
    return new Draft(
        type,
        payload,
        way.pipeline(),
        new RouteDefinition(
            route.position(), route.to(), null, marked(route.config(), own), route.at()));
  }

  private static String type(Value.Obj body) {
    String type = text(body, "type");
    if (type != null && !TYPES.matcher(type).matches()) {
      throw refusal("/type", "invalid_type", "\"type\" is an event type, such as user.signed_up.");
    }
    return type == null ? TYPE : type;
  }

  private static Value.Obj sentence(String asker, Instant now) {
    return Value.object()
        .put("test", true)
        .put("message", "This is a test from ingestlayer. Nothing has happened.")
        .put("asked_by", asker)
        .put("asked_at", Answers.time(now))
        .build();
  }

  private static Value.Obj payload(Value.Obj body) {
    if (!(body.get("payload") instanceof Value.Obj given)) {
      throw refusal("/payload", "invalid_shape", "\"payload\" is a JSON object.");
    }
    Value.ObjBuilder marked = Value.object().put("test", true);
    given
        .members()
        .forEach((name, value) -> {
          if (!name.equals("test")) {
            marked.put(name, value);
          }
        });
    return marked.build();
  }

  private Way way(Value.Obj body, String type) {
    String pipeline = text(body, "pipeline");
    if (body.get("config") instanceof Value.Obj config) {
      if (pipeline != null) {
        throw refusal("/config", "contradiction", "Give \"config\" or \"pipeline\", not both.");
      }
      return standIn(config, type);
    }
    if (body.get("config").isPresent()) {
      throw refusal(
          "/config", "invalid_shape", "\"config\" is what a pipeline says beside \"to\".");
    }
    Integer position = position(body);
    List<Way> ways = new ArrayList<>();
    pipelines(pipeline)
        .forEach(version ->
            version.definition().routes().stream()
                .filter(it -> it.to().equals(target.definition().name()))
                .filter(it -> position == null || it.position() == position)
                .forEach(it -> ways.add(new Way(version, it))));
    if (ways.isEmpty() && pipeline == null && position == null) {
      return standIn(Value.Obj.EMPTY, type);
    }
    if (ways.isEmpty()) {
      throw refusal(
          "/pipeline", "no_route", "No such route leads to this destination; give \"config\".");
    }
    return ways.getFirst();
  }

  private List<PipelineVersion> pipelines(@Nullable String name) {
    List<PipelineVersion> all = active.pipelines();
    if (name == null) {
      return all;
    }
    List<PipelineVersion> named = all.stream().filter(it -> it.name().equals(name)).toList();
    if (named.isEmpty()) {
      String near = Spelling.nearest(name, all.stream().map(PipelineVersion::name).toList());
      throw refusal(
          "/pipeline",
          "unknown_pipeline",
          "There is no such pipeline." + (near == null ? "" : " Did you mean %s?".formatted(near)));
    }
    return named;
  }

  private static @Nullable Integer position(Value.Obj body) {
    Value route = body.get("route");
    if (!route.isPresent()) {
      return null;
    }
    if (route instanceof Value.Num number && number.text().matches("[0-9]{1,4}")) {
      return Integer.valueOf(number.text());
    }
    throw refusal(
        "/route", "invalid_route", "\"route\" is a place in the pipeline's destinations, from 0.");
  }

  /// A route that no pipeline has.
  private Way standIn(Value.Obj given, String type) {
    Config config =
        RouteBody.read(given, target.type().route(target.definition().config()), catalog);
    Location at = config.at();
    RouteDefinition route = new RouteDefinition(0, target.definition().name(), null, config, at);
    return new Way(
        new PipelineVersion(
            0,
            1,
            new PipelineDefinition(
                "test", List.of(type), List.of(), List.of(), List.of(route), at)),
        route);
  }

  /// @param own whether the caller gave a payload that the route's own wording can speak of
  private Config marked(Config config, boolean own) {
    Config marked = config;
    for (Field<?> field : target.type().route(target.definition().config()).fields()) {
      if (WORDING.contains(field.key())) {
        marked = own ? marked(marked, field) : marked.changed(field, it -> null);
      }
    }
    return marked;
  }

  private static Config marked(Config config, Field<?> field) {
    if (!field.type().equals(FieldTypes.TEXT_TEMPLATE)) {
      return config;
    }
    @SuppressWarnings("unchecked") // It is of that type.
    Field<TextTemplate> text = (Field<TextTemplate>) field;
    return config.changed(text, TestMessageBody::marked);
  }

  /// Null when it is as long as may be, so that there is no place for the mark.
  private static @Nullable TextTemplate marked(TextTemplate text) {
    try {
      return TextTemplate.parse(MARK + text.source());
    } catch (ExpressionException e) {
      return null;
    }
  }

  private static @Nullable String text(Value.Obj body, String member) {
    return switch (body.get(member)) {
      case Value.Text(String text) -> text;
      case Value.Absent _, Value.Null _ -> null;
      case Value.Bool _, Value.Num _, Value.Arr _, Value.Obj _ ->
          throw refusal("/" + member, "invalid_shape", "\"" + member + "\" is a string.");
    };
  }

  private static ProblemException refusal(String pointer, String code, String detail) {
    return new ProblemException(
        new Problem(400, code, detail, List.of(new Problem.Part(pointer, code, detail))));
  }
}
