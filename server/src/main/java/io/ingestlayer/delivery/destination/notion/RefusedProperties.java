package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which of the properties that were sent a refusal speaks of. Pure.
///
/// Notion writes `Plan is expected to be select.`, `Plan is not a property that exists.`, `body.properties.Plan.…`, or names
/// the value: a status's option, a page that a relation leads to.
final class RefusedProperties {
  private static final Pattern ID =
      Pattern.compile("with ID: ([0-9a-fA-F-]{32,36})", Pattern.CASE_INSENSITIVE);
  private static final Pattern OPTION = Pattern.compile("[Ss]tatus option \"(.*?)\"");

  private RefusedProperties() {}

  static Set<String> in(String message, Value.Obj properties) {
    Set<String> named = new LinkedHashSet<>();
    for (Map.Entry<String, Value> one : properties.members().entrySet()) {
      if (isNamed(message, one.getKey()) || holds(message, one.getValue())) {
        named.add(one.getKey());
      }
    }
    return named;
  }

  private static boolean isNamed(String message, String name) {
    String quoted = Pattern.quote(name);
    return Pattern.compile("(?:^|[.\\s\"'])" + quoted + " is ").matcher(message).find()
        || message.contains("body.properties." + name + ".")
        || message.contains("property '" + name + "'")
        || message.contains("property \"" + name + "\"");
  }

  private static boolean holds(String message, Value property) {
    Matcher id = ID.matcher(message);
    if (id.find() && Json.write(property).contains(id.group(1).toLowerCase(Locale.ROOT))) {
      return true;
    }
    Matcher option = OPTION.matcher(message);
    return option.find() && property.get("status").get("name").equals(Value.of(option.group(1)));
  }
}
