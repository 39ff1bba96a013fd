package io.ingestlayer.workspace;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.component.Secret;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.workspace.Definitions.Defined;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads definitions that belong together, checks them and what they say of each other, and reports all problems at once.
///
/// Any thread may call it.
public final class DefinitionReader {
  private static final List<String> LATER = List.of("source");

  private final DefinitionContext context;

  public DefinitionReader(DefinitionContext context) {
    this.context = context;
  }

  private record Document(DefinitionKind kind, @Nullable String name, Node.Members root) {}

  /// What could be read. It may be used only when no error was added.
  ///
  /// @param complete whether these are all documents; if not, what is not found here is not missed
  public Definitions read(List<Node> documents, boolean complete, Problems problems) {
    List<Document> known =
        documents.stream().flatMap(it -> document(it, problems).stream()).toList();
    refuseDuplicates(known, problems);
    List<Defined<EventDefinition>> events =
        read(known, DefinitionKind.EVENT, new EventReader(context.schemas())::read, problems);
    List<Defined<DestinationDefinition>> destinations =
        read(known, DefinitionKind.DESTINATION, DestinationReader::read, problems);
    PipelineReader pipelineReader = new PipelineReader(destinations(known, destinations, complete));
    List<Defined<PipelineDefinition>> pipelines =
        read(known, DefinitionKind.PIPELINE, pipelineReader::read, problems);
    List<Defined<LimitRule>> limits =
        read(known, DefinitionKind.LIMIT, LimitReader::read, problems);
    Map<String, Location> limitPlaces = places(known, DefinitionKind.LIMIT);
    for (Defined<PipelineDefinition> it : pipelines) {
      warnOfUndeclared(events, it.definition().match(), it.definition().at(), problems);
    }
    for (Defined<LimitRule> it : limits) {
      Location at = Objects.requireNonNull(limitPlaces.get(it.name()));
      warnOfUndeclared(events, it.definition().match(), at, problems);
    }
    LimitComparison.warn(limits, limitPlaces, problems);
    return new Definitions(events, destinations, pipelines, limits);
  }

  private static Optional<Document> document(Node node, Problems problems) {
    if (!(node instanceof Node.Members root)) {
      problems.error(
          node.at(),
          "unknown_kind",
          "a definition is a mapping that begins with event:, destination:, pipeline: or limit:");
      return Optional.empty();
    }
    for (String key : root.members().keySet()) {
      Optional<DefinitionKind> kind = DefinitionKind.of(key);
      if (kind.isPresent()) {
        return Optional.of(new Document(kind.get(), name(root, key), root));
      }
      if (LATER.contains(key)) {
        problems.error(
            root.at(),
            "not_supported",
            "this version does not know definitions of a " + key + " yet");
        return Optional.empty();
      }
    }
    String first = root.members().isEmpty() ? "" : root.members().firstEntry().getKey();
    problems.error(
        root.at(),
        "unknown_kind",
        "this defines nothing that is known; "
            + ConfigReader.suggest(first, DefinitionKind.words()));
    return Optional.empty();
  }

  private static @Nullable String name(Node.Members root, String key) {
    return root.find(key)
        .map(Node.Member::value)
        .filter(Node.Scalar.class::isInstance)
        .map(it -> ((Node.Scalar) it).text())
        .orElse(null);
  }

  private static void refuseDuplicates(List<Document> documents, Problems problems) {
    Map<DefinitionKind, Map<String, Location>> seen = new EnumMap<>(DefinitionKind.class);
    for (Document document : documents) {
      String name = document.name;
      if (name != null) {
        Location first =
            seen.computeIfAbsent(document.kind, kind -> new HashMap<>())
                .putIfAbsent(name, document.root.at());
        if (first != null) {
          problems.error(
              document.root.at(),
              "duplicate_name",
              "the %s \"%s\" is defined already, at %s; rename or remove one"
                  .formatted(document.kind.word(), name, first));
        }
      }
    }
  }

  private <T> List<Defined<T>> read(
      List<Document> documents,
      DefinitionKind kind,
      BiFunction<Node.Members, ConfigReader, @Nullable T> how,
      Problems problems) {
    List<Defined<T>> read = new ArrayList<>();
    for (Document document : documents) {
      if (document.kind == kind) {
        ConfigReader reader = context.reader(problems);
        T definition = how.apply(document.root, reader);
        boolean refused = judgePlainSecrets(kind, reader);
        if (definition != null && !refused && document.name != null) {
          read.add(
              new Defined<>(
                  document.name,
                  definition,
                  StoredBody.of(document.root, reader.plainSecrets(), context.secrets()::mark),
                  marked(reader.plainSecrets())));
        }
      }
    }
    return read;
  }

  private Map<String, Secret> marked(List<Node.Scalar> plainSecrets) {
    Map<String, Secret> marked = new HashMap<>();
    plainSecrets.forEach(
        it -> marked.put(context.secrets().mark(it.text()), new Secret(it.text())));
    return marked;
  }

  /// A pipeline's versions are read again whatever has become of secrets, so it must not hold one.
  private static boolean judgePlainSecrets(DefinitionKind kind, ConfigReader reader) {
    for (Node.Scalar secret : reader.plainSecrets()) {
      if (kind == DefinitionKind.PIPELINE) {
        reader.error(
            secret.at(),
            "plain_secret",
            "a pipeline cannot hold a secret in plain text; write { env: NAME }, { file: path } or { secret: NAME }");
      } else {
        reader.warning(
            secret.at(),
            "plain_secret",
            "a secret in plain text, or an address that may hold one; keep it out of the file with { env: NAME }, { file: path } or { secret: NAME }");
      }
    }
    return kind == DefinitionKind.PIPELINE && !reader.plainSecrets().isEmpty();
  }

  private static DefinedDestinations destinations(
      List<Document> documents, List<Defined<DestinationDefinition>> read, boolean complete) {
    Map<String, DestinationDefinition> byName = new HashMap<>();
    read.forEach(it -> byName.put(it.name(), it.definition()));
    List<Document> all =
        documents.stream().filter(it -> it.kind == DefinitionKind.DESTINATION).toList();
    boolean allNamed = all.stream().allMatch(it -> it.name != null);
    return new DefinedDestinations(
        byName,
        all.stream()
            .flatMap(it -> Optional.ofNullable(it.name).stream())
            .collect(Collectors.toUnmodifiableSet()),
        complete && allNamed);
  }

  private static Map<String, Location> places(List<Document> documents, DefinitionKind kind) {
    Map<String, Location> places = new HashMap<>();
    for (Document document : documents) {
      if (document.kind == kind && document.name != null) {
        places.putIfAbsent(document.name, document.root.at());
      }
    }
    return places;
  }

  /// An event type need not be declared; one that is nearly a declared one was probably misspelt.
  private static void warnOfUndeclared(
      List<Defined<EventDefinition>> events, List<String> match, Location at, Problems problems) {
    List<String> declared = events.stream().map(Defined::name).toList();
    for (String type : match) {
      boolean known = type.contains("*") || declared.contains(type);
      String nearest = known ? null : ConfigReader.nearest(type, declared);
      if (nearest != null) {
        problems.warning(
            at,
            "undeclared_event",
            "the event type \"%s\" is not declared; did you mean \"%s\"?".formatted(type, nearest));
      }
    }
  }
}
