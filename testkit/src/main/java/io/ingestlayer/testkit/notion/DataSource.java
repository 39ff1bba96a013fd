package io.ingestlayer.testkit.notion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A data source with its properties. Guarded by the fake that holds it.
final class DataSource {
  private static final Set<String> WITH_OPTIONS = Set.of("select", "multi_select", "status");

  private final String id;
  private final String name;
  private final Map<String, Property> properties = new LinkedHashMap<>();

  /// A property.
  ///
  /// @param options the names that can be chosen
  record Property(String type, Set<String> options) {}

  DataSource(String id, String name) {
    this.id = id;
    this.name = name;
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  Map<String, Property> properties() {
    return properties;
  }

  void property(String property, String type, List<String> options) {
    properties.put(property, new Property(type, new TreeSet<>(options)));
  }

  void rename(String property, String newName) {
    Property known = properties.remove(property);
    if (known == null) {
      throw new IllegalArgumentException("no property " + property);
    }
    properties.put(newName, known);
  }

  void remove(String property) {
    properties.remove(property);
  }

  ObjectNode json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("object", "data_source").put("id", id).put("in_trash", false);
    ArrayNode title = json.putArray("title");
    title.addObject().put("type", "text").put("plain_text", name);
    ObjectNode all = json.putObject("properties");
    properties.forEach((property, it) -> {
      ObjectNode one = all.putObject(property);
      one.put("id", Integer.toHexString(property.hashCode())).put("name", property);
      one.put("type", it.type());
      ObjectNode settings = one.putObject(it.type());
      if (WITH_OPTIONS.contains(it.type())) {
        ArrayNode options = settings.putArray("options");
        it.options().forEach(option -> options.addObject().put("name", option));
      }
    });
    return json;
  }
}
