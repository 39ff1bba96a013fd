package io.ingestlayer.workspace.yaml;

import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// One document of YAML to nodes. For one document, one thread.
final class Composer {
  private static final int DEPTH_MAX = 64;
  private static final int NODES_MAX = 50_000;
  private static final int ALIASES_MAX = 100;
  private static final int KEY_LENGTH_MAX = 256;

  private final Source source;
  private final Problems problems;
  private final Traps traps;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int nodes;
  private int aliases;
  private int flowDepth;

  /// What an alias stands for, and how many values that are.
  private record Anchored(Node node, int values) {}

  Composer(Source source, Problems problems) {
    this.source = source;
    this.problems = problems;
    this.traps = new Traps(source, problems);
  }

  /// The document; nothing when it is empty, or after errors were added.
  Optional<Node> document() {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(YamlReader.CHARACTERS_MAX + 1);
      options.setNestingDepthLimit(DEPTH_MAX + 1);
      Parser parser = new ParserImpl(new StreamReader(source.text()), options);
      parser.getEvent();
      if (parser.checkEvent(Event.ID.StreamEnd)) {
        return Optional.empty();
      }
      parser.getEvent();
      Node root = node(parser, parser.getEvent(), 0);
      parser.getEvent();
      if (!parser.checkEvent(Event.ID.StreamEnd)) {
        Event more = parser.getEvent();
        throw refuse(
            source.at(more.getStartMark()), "invalid_yaml", "begin the next document with ---");
      }
      boolean empty = root instanceof Node.Scalar scalar && !scalar.value().isPresent();
      return empty ? Optional.empty() : Optional.of(root);
    } catch (Refused e) {
      problems.error(e.at, e.code, e.said);
    } catch (MarkedYAMLException e) {
      traps.explain(e);
    } catch (YAMLException e) {
      traps.explainUnreadable(e);
    }
    return Optional.empty();
  }

  private Node node(Parser parser, Event event, int depth) {
    Location at = source.at(event.getStartMark());
    if (++nodes > NODES_MAX) {
      throw refuse(at, "too_many_values", "more than " + NODES_MAX + " values in one document");
    }
    if (depth > DEPTH_MAX) {
      throw refuse(at, "too_deep", "more than " + DEPTH_MAX + " levels of mappings and lists");
    }
    int before = nodes;
    Node node =
        switch (event) {
          case AliasEvent alias -> alias(alias, at);
          case ScalarEvent scalar -> scalar(scalar, at);
          case SequenceStartEvent start -> items(parser, start, at, depth);
          case MappingStartEvent start -> members(parser, start, at, depth);
          default -> throw refuse(at, "invalid_yaml", "a value should stand here");
        };
    if (event instanceof NodeEvent named
        && !(event instanceof AliasEvent)
        && named.getAnchor() != null) {
      anchors.put(named.getAnchor(), new Anchored(node, nodes - before + 1));
    }
    return node;
  }

  private Node alias(AliasEvent alias, Location at) {
    Anchored target = anchors.get(alias.getAnchor());
    if (target == null) {
      throw refuse(
          at,
          "unknown_alias",
          "there is no &"
              + alias.getAnchor()
              + " before this *"
              + alias.getAnchor()
              + "; put text that begins with * in quotes");
    }
    nodes += target.values;
    if (++aliases > ALIASES_MAX || nodes > NODES_MAX) {
      throw refuse(at, "too_many_aliases", "the aliases stand for too much; write it out");
    }
    return target.node;
  }

  private Node scalar(ScalarEvent scalar, Location at) {
    refuseTag(scalar.getTag(), at);
    String text = scalar.getValue();
    if (!scalar.isPlain()) {
      traps.checkBlock(scalar);
      return new Node.Scalar(at, text, Value.of(text), true);
    }
    traps.checkPlain(scalar, flowDepth > 0);
    return new Node.Scalar(at, text, CoreSchema.type(text), false);
  }

  private Node items(Parser parser, SequenceStartEvent start, Location at, int depth) {
    refuseTag(start.getTag(), at);
    enter(start.isFlow());
    List<Node> elements = new ArrayList<>();
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      elements.add(node(parser, parser.getEvent(), depth + 1));
    }
    parser.getEvent();
    leave(start.isFlow());
    return new Node.Items(at, elements);
  }

  private Node members(Parser parser, MappingStartEvent start, Location at, int depth) {
    refuseTag(start.getTag(), at);
    enter(start.isFlow());
    SequencedMap<String, Node.Member> members = new LinkedHashMap<>();
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Event key = parser.getEvent();
      Location keyAt = source.at(key.getStartMark());
      String name = key(key, keyAt, start);
      Node value = node(parser, parser.getEvent(), depth + 1);
      traps.checkMember(keyAt, name, value, key, start.isFlow());
      Node.Member before = members.putIfAbsent(name, new Node.Member(keyAt, name, value));
      if (before != null) {
        problems.error(
            keyAt,
            "duplicate_key",
            "\"" + name + "\" stands here twice; it was first in line " + before.at().line());
      }
    }
    parser.getEvent();
    leave(start.isFlow());
    return new Node.Members(at, members);
  }

  private String key(Event event, Location at, MappingStartEvent mapping) {
    if (!(event instanceof ScalarEvent scalar)) {
      throw traps.keyThatIsNoText(event, mapping);
    }
    refuseTag(scalar.getTag(), at);
    if (scalar.isPlain() && scalar.getValue().equals("<<")) {
      throw refuse(at, "merge_key", "YAML 1.2 has no merge keys (<<); write the members out");
    }
    if (scalar.getValue().length() > KEY_LENGTH_MAX) {
      throw refuse(at, "key_too_long", "a key of more than " + KEY_LENGTH_MAX + " characters");
    }
    return scalar.getValue();
  }

  private void refuseTag(@Nullable String tag, Location at) {
    if (tag != null) {
      throw refuse(
          at,
          "tag_refused",
          "YAML reads \""
              + tag
              + "\" as a tag, and tags are not used here; put text that begins with ! in quotes");
    }
  }

  private void enter(boolean flow) {
    flowDepth = flow ? flowDepth + 1 : flowDepth;
  }

  private void leave(boolean flow) {
    flowDepth = flow ? flowDepth - 1 : flowDepth;
  }

  static Refused refuse(Location at, String code, String said) {
    return new Refused(at, code, said);
  }

  /// What this document cannot go on from; caught where the document is read.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Location at;
    final String code;
    final String said;

    Refused(Location at, String code, String said) {
      super(said, null, false, false);
      this.at = at;
      this.code = code;
      this.said = said;
    }
  }
}
