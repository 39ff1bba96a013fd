package io.ingestlayer.testkit.notion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What there is: tokens, databases with their data sources, pages, and what is shared. Any thread may call.
final class NotionWorkspace {
  private final Set<String> tokens = new HashSet<>();
  private final Set<String> hidden = new HashSet<>();
  private final Set<String> pages = new HashSet<>();
  private final Map<String, Database> databases = new HashMap<>();
  private long ids = 0x2481_04cd_477eL << 16;

  /// A database: a container of data sources.
  record Database(String id, String title, List<DataSource> sources) {}

  private String newId() {
    return new UUID(0x2481_04cd_477e_80fdL, 0x8757_0000_0000_0000L | ++ids).toString();
  }

  synchronized void token(String token) {
    tokens.add(token);
  }

  synchronized void revoke(String token) {
    tokens.remove(token);
  }

  synchronized boolean isToken(String token) {
    return tokens.contains(token);
  }

  synchronized String database(String title) {
    String id = newId();
    databases.put(Ids.bare(id), new Database(id, title, new ArrayList<>()));
    return id;
  }

  synchronized String dataSource(String database, String name) {
    DataSource source = new DataSource(newId(), name);
    source.property("Name", "title", List.of());
    findDatabase(database)
        .orElseThrow(() -> new IllegalArgumentException("no database " + database))
        .sources()
        .add(source);
    return source.id();
  }

  synchronized String page() {
    String id = newId();
    pages.add(Ids.bare(id));
    return id;
  }

  synchronized void share(String id, boolean shared) {
    if (shared) {
      hidden.remove(Ids.bare(id));
    } else {
      hidden.add(Ids.bare(id));
    }
  }

  synchronized Optional<Database> findDatabase(String id) {
    String bare = Ids.bare(id);
    return hidden.contains(bare) ? Optional.empty() : Optional.ofNullable(databases.get(bare));
  }

  /// A data source is seen by who sees its database.
  synchronized Optional<DataSource> findDataSource(String id) {
    return databases.values().stream()
        .filter(it -> !hidden.contains(Ids.bare(it.id())))
        .flatMap(it -> it.sources().stream())
        .filter(it -> Ids.bare(it.id()).equals(Ids.bare(id)))
        .findFirst();
  }

  synchronized boolean isPage(String id) {
    return pages.contains(Ids.bare(id)) && !hidden.contains(Ids.bare(id));
  }

  synchronized void property(String source, String name, String type, List<String> options) {
    source(source).property(name, type, options);
  }

  synchronized void renameProperty(String source, String name, String newName) {
    source(source).rename(name, newName);
  }

  synchronized void removeProperty(String source, String name) {
    source(source).remove(name);
  }

  private DataSource source(String id) {
    return databases.values().stream()
        .flatMap(it -> it.sources().stream())
        .filter(it -> it.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no data source " + id));
  }
}
