package io.ingestlayer.admin;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Reads the member `config` of a body: what a pipeline would say of a destination beside `to`.
final class RouteBody {
  private static final String POINTER = "/config";

  private RouteBody() {}

  /// @throws ProblemException 400 with a pointer to each thing that is wrong
  static Config read(Value.Obj given, ConfigSpec spec, ComponentCatalog catalog) {
    Problems problems = new Problems();
    // Nobody learns by a test message what this server's variables, files and secrets are.
    ConfigReader reader = new ConfigReader(problems, catalog, variable -> null);
    Config config = spec.read(node(given, POINTER), reader);
    if (config == null) {
      throw wrong(problems);
    }
    return config;
  }

  private static ProblemException wrong(Problems problems) {
    List<Problem.Part> parts =
        problems.all().stream()
            .map(it -> new Problem.Part(it.at().file(), it.code(), it.message()))
            .toList();
    return new ProblemException(
        new Problem(
            400,
            "invalid_config",
            "\"config\" is what a pipeline says to such a destination beside \"to\": "
                + parts.getFirst().detail(),
            parts));
  }

  /// Each node at a place that is its JSON pointer.
  private static Node node(Value value, String pointer) {
    Location at = new Location(pointer, 1, 1);
    return switch (value) {
      case Value.Obj object -> {
        LinkedHashMap<String, Node.Member> members = new LinkedHashMap<>();
        object
            .members()
            .forEach((name, it) -> {
              String own = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
              members.put(name, new Node.Member(new Location(own, 1, 1), name, node(it, own)));
            });
        yield new Node.Members(at, members);
      }
      case Value.Arr array -> {
        List<Node> elements = new ArrayList<>();
        array.elements().forEach(it -> elements.add(node(it, pointer + "/" + elements.size())));
        yield new Node.Items(at, elements);
      }
      case Value.Text _, Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ ->
          Node.of(value, at);
    };
  }
}
