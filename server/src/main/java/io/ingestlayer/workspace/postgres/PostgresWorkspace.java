package io.ingestlayer.workspace.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.component.Secret;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.workspace.DefinitionKind;
import io.ingestlayer.workspace.Definitions;
import io.ingestlayer.workspace.Definitions.Defined;
import io.ingestlayer.workspace.DestinationDefinition;
import io.ingestlayer.workspace.EventDefinition;
import io.ingestlayer.workspace.PipelineDefinition;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.StoredDefinitions;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Definitions and their versions in PostgreSQL; what is active is held in memory.
///
/// Any thread may read. One node applies at a time: the workspace's row is locked, and so is each partition's cursor, so
/// that no batch is committed while it is recorded from which offset on a version decides.
public final class PostgresWorkspace implements Workspace {
  private static final int VERSIONS_CACHED_MAX = 1_000;

  private final Database database;
  private final StoredDefinitions stored;
  private final @Nullable PostgresSecrets secrets;
  private final Cache<Integer, PipelineVersion> versions =
      Caffeine.newBuilder().maximumSize(VERSIONS_CACHED_MAX).build();
  private volatile Active active = Active.NOTHING;

  /// One that keeps no secrets: those that stand in plain text are lost with the process.
  public PostgresWorkspace(Database database, StoredDefinitions stored) {
    this(database, stored, null);
  }

  /// @param secrets keeps those that stand in plain text; null keeps none
  public PostgresWorkspace(
      Database database, StoredDefinitions stored, @Nullable PostgresSecrets secrets) {
    this.database = database;
    this.stored = stored;
    this.secrets = secrets;
  }

  /// What an apply has changed: `pipeline usage-limit-hits`, in the order of the definitions.
  public record Applied(List<String> made, List<String> removed) {
    public Applied {
      made = List.copyOf(made);
      removed = List.copyOf(removed);
    }
  }

  @Override
  public Active active() {
    return active;
  }

  /// Makes these the definitions, and no others, in one transaction; what was not changed keeps its version.
  ///
  /// Call it when the log's partitions exist: a version is recorded to decide from each cursor's place on.
  public synchronized Applied apply(Definitions definitions, Instant now) {
    List<VersionRow> wanted = rows(definitions);
    Change change =
        database.transaction(
            "activation of " + wanted.size() + " definitions",
            connection -> {
              Change made = PostgresVersions.activate(connection, wanted, now);
              if (secrets != null) {
                secrets.keepPlain(connection, plainSecrets(definitions), now);
              }
              return made;
            });
    active = active(definitions, change.active());
    return new Applied(change.made(), change.removed());
  }

  /// Takes up what is active in the database: at a start without definition files.
  ///
  /// @return what cannot be used now, such as a destination whose secret is missing; pipelines are always taken up
  public synchronized List<Problem> restore() {
    Problems problems = new Problems();
    List<VersionRow.Kept> kept =
        database.read("reading of the active definitions", PostgresVersions::active);
    Map<String, EventDefinition> events = new LinkedHashMap<>();
    Map<String, DestinationDefinition> destinations = new LinkedHashMap<>();
    List<PipelineVersion> pipelines = new ArrayList<>();
    List<LimitRule> limits = new ArrayList<>();
    for (VersionRow.Kept each : kept) {
      switch (each.kind()) {
        case EVENT ->
            stored
                .event(each.name(), each.definition(), problems)
                .ifPresent(it -> events.put(each.name(), it));
        case DESTINATION ->
            stored
                .destination(each.name(), each.definition(), problems)
                .ifPresent(it -> destinations.put(each.name(), it));
        case PIPELINE -> pipeline(each.id()).ifPresent(pipelines::add);
        case LIMIT -> stored.limit(each.name(), each.definition(), problems).ifPresent(limits::add);
      }
    }
    active = new Active(events, destinations, pipelines, limits);
    return problems.all();
  }

  private static Map<String, Secret> plainSecrets(Definitions definitions) {
    Map<String, Secret> secrets = new HashMap<>();
    Stream.of(
            definitions.events(),
            definitions.destinations(),
            definitions.pipelines(),
            definitions.limits())
        .flatMap(List::stream)
        .forEach(it -> secrets.putAll(it.plainSecrets()));
    return secrets;
  }

  /// Reads those destinations again that refer to a secret of that name, which was set or deleted since; one that cannot be
  /// read stays as it is.
  ///
  /// @return what cannot be read
  public synchronized List<Problem> reread(Set<String> secretNames) {
    Problems problems = new Problems();
    Map<String, DestinationDefinition> destinations = new LinkedHashMap<>(active.destinations());
    for (VersionRow.Kept each :
        database.read("reading of the active definitions", PostgresVersions::active)) {
      if (each.kind() == DefinitionKind.DESTINATION
          && StoredDefinitions.secretNames(each.definition()).stream()
              .anyMatch(secretNames::contains)) {
        stored
            .destination(each.name(), each.definition(), problems)
            .ifPresent(it -> destinations.put(each.name(), it));
      }
    }
    active = new Active(active.events(), destinations, active.pipelines(), active.limits());
    return problems.all();
  }

  /// Whether these are the pipelines that the database has as active: to be asked in the transaction that moves the
  /// cursor, after it was moved. If not, another node has changed them, and what was decided must be decided again.
  public boolean isActive(Connection connection, Active decidedUnder) throws SQLException {
    Set<Integer> ids =
        decidedUnder.pipelines().stream().map(PipelineVersion::id).collect(Collectors.toSet());
    return PostgresVersions.activePipelines(connection).equals(ids);
  }

  @Override
  public Optional<PipelineVersion> pipeline(int versionId) {
    PipelineVersion known = versions.getIfPresent(versionId);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<PipelineVersion> read =
        database.read(
            "reading of pipeline version " + versionId, connection -> read(connection, versionId));
    read.ifPresent(it -> versions.put(versionId, it));
    return read;
  }

  private Optional<PipelineVersion> read(Connection connection, int versionId) throws SQLException {
    VersionRow.Kept row = PostgresVersions.pipeline(connection, versionId).orElse(null);
    if (row == null) {
      return Optional.empty();
    }
    Map<String, Value.Obj> destinations =
        PostgresVersions.latestDestinations(connection, row.destinations());
    PipelineDefinition definition =
        stored.pipeline(
            row.name(),
            row.definition(),
            row.destinationTypes(),
            name -> Optional.ofNullable(destinations.get(name)));
    return Optional.of(new PipelineVersion(row.id(), row.version(), definition));
  }

  private static List<VersionRow> rows(Definitions definitions) {
    Map<String, String> types = new LinkedHashMap<>();
    definitions.destinations().forEach(it -> types.put(it.name(), it.definition().type()));
    List<VersionRow> rows = new ArrayList<>();
    definitions.events().forEach(it -> rows.add(VersionRow.event(it)));
    definitions.destinations().forEach(it -> rows.add(VersionRow.destination(it)));
    definitions.pipelines().forEach(it -> rows.add(VersionRow.pipeline(it, types)));
    definitions.limits().forEach(it -> rows.add(VersionRow.limit(it)));
    return rows;
  }

  private Active active(Definitions definitions, Map<VersionRow.Name, VersionRow.Version> now) {
    Map<String, EventDefinition> events = new LinkedHashMap<>();
    definitions.events().forEach(it -> events.put(it.name(), it.definition()));
    Map<String, DestinationDefinition> destinations = new LinkedHashMap<>();
    definitions.destinations().forEach(it -> destinations.put(it.name(), it.definition()));
    List<PipelineVersion> pipelines = new ArrayList<>();
    for (Defined<PipelineDefinition> each : definitions.pipelines()) {
      VersionRow.Version version =
          Objects.requireNonNull(now.get(VersionRow.Name.ofPipeline(each.name())));
      PipelineVersion pipeline =
          new PipelineVersion(version.id(), version.version(), each.definition());
      versions.put(pipeline.id(), pipeline);
      pipelines.add(pipeline);
    }
    List<LimitRule> limits = definitions.limits().stream().map(Defined::definition).toList();
    return new Active(events, destinations, pipelines, limits);
  }

  /// What a transaction has changed, and what is active after it.
  record Change(
      List<String> made, List<String> removed, Map<VersionRow.Name, VersionRow.Version> active) {}
}
