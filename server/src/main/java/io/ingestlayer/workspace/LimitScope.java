package io.ingestlayer.workspace;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.Location;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.ValueTemplate;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.LimitRule.EntityLookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the expressions of one limit can see, and whose traits they need. One thread.
///
/// A kind that no `enrich.entity` names is looked up by the event's own field for it: `$entity.customer` by
/// `$event.customer_id`.
final class LimitScope {
  /// What `$context` shows of a request, a message or a rendering.
  private static final List<String> CONTEXT =
      List.of("source", "key", "pipeline", "destination", "route", "channel");

  private static final Pattern KIND =
      Pattern.compile("\\$entity\\.([A-Za-z][A-Za-z0-9_]{0,63})([.\\[].*)?");
  private static final Pattern CONTEXT_NAME = Pattern.compile("\\$context\\.([^.\\[]+).*");

  private final Counted on;
  private final ConfigReader reader;
  private final SequencedMap<String, EntityLookup> lookups = new LinkedHashMap<>();
  private boolean enriched;

  LimitScope(Counted on, ConfigReader reader) {
    this.on = on;
    this.reader = reader;
  }

  private static List<String> roots(Counted on) {
    return switch (on) {
      case EVENT -> List.of("event", "entity");
      case API_CALL -> List.of("context");
      case NOTIFICATION, RENDER ->
          List.of("event", "entity", "enrich", "classify", "summarize", "translate", "context");
    };
  }

  /// An `enrich.entity`.
  void enrich(Location at, EntityLookup lookup) {
    enriched = true;
    if (!roots(on).contains("entity")) {
      refuse(at, "entity");
      return;
    }
    if (lookup.key().roots().contains("entity")) {
      reader.error(
          at,
          "not_available",
          "what an entity is found by cannot depend on an entity; write a field of the event, such as $event.customer_id");
      return;
    }
    see(at, lookup.key());
    if (lookups.putIfAbsent(lookup.kind(), lookup) != null) {
      reader.error(
          at,
          "duplicate_name",
          "the entity \"" + lookup.kind() + "\" is looked up already; remove one of the two");
    }
  }

  /// Adds an error for what is not known where this stands.
  void see(Location at, Expression expression) {
    see(at, expression.roots(), expression.paths(), roots(on));
  }

  /// The same for what a crossing becomes; there the crossing is known too.
  void seeCrossed(Location at, ValueTemplate template) {
    List<String> known = new ArrayList<>(roots(on));
    known.add("limit");
    see(at, template.roots(), template.paths(), known);
  }

  private void see(Location at, Set<String> roots, Set<String> paths, List<String> known) {
    for (String root : roots) {
      if (!known.contains(root)) {
        refuse(at, root);
      }
    }
    for (String path : paths) {
      if (path.startsWith("$entity") && known.contains("entity")) {
        lookUp(at, path);
      }
      if (path.startsWith("$context.") && on == Counted.API_CALL) {
        seeContext(at, path);
      }
    }
  }

  private void refuse(Location at, String root) {
    String hint =
        switch (root) {
          case "limit" -> "it is known only in emit.payload";
          case "event", "entity" ->
              "a request is no event yet: use $context.source or $context.key, or count with on: event";
          default -> "known are $" + String.join(", $", roots(on));
        };
    reader.error(
        at,
        "not_available",
        "$%s is not available here, in a limit on: %s; %s".formatted(root, on.word(), hint));
  }

  private void lookUp(Location at, String path) {
    Matcher kind = KIND.matcher(path);
    if (kind.matches()) {
      String name = kind.group(1);
      lookups.computeIfAbsent(
          name, it -> new EntityLookup(it, Expression.parse("$event." + it + "_id")));
    } else if (!enriched) {
      reader.error(
          at,
          "not_available",
          "which entity is meant by \""
              + path
              + "\" is not known; write enrich.entity: { kind: customer, key: $event.customer_id }");
    }
  }

  private void seeContext(Location at, String path) {
    Matcher name = CONTEXT_NAME.matcher(path);
    if (name.matches() && !CONTEXT.contains(name.group(1))) {
      reader.error(
          at,
          "not_available",
          "a request has no " + path + "; " + ConfigReader.suggest(name.group(1), CONTEXT));
    }
  }

  /// Whose traits are looked up: those that were asked for, then those that are needed.
  List<EntityLookup> lookups() {
    return List.copyOf(lookups.values());
  }
}
