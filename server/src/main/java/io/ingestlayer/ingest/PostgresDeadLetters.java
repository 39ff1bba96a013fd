package io.ingestlayer.ingest;

import io.ingestlayer.event.EventIds;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Dead letters in the table `dead_letter`.
public final class PostgresDeadLetters implements DeadLetters {
  private static final UUID LAST = new UUID(-1, -1);
  private static final JsonLimits STORED =
      new JsonLimits(8, 100, 10_000, 256, 1024 * 1024, 100, 400);

  private final Database database;
  private final EventIds ids;

  public PostgresDeadLetters(Database database, RandomGenerator random) {
    this.database = database;
    this.ids = new EventIds(random);
  }

  private static final String KEEP =
      """
      insert into dead_letter (
        workspace_id, fingerprint, id, source_id, code, detail, errors, type, body, cut, whole_request,
        first_at, last_at, times)
      values (?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?, ?)
      on conflict (workspace_id, fingerprint) do update
      set code = excluded.code,
        detail = excluded.detail,
        errors = excluded.errors,
        type = excluded.type,
        body = excluded.body,
        cut = excluded.cut,
        whole_request = excluded.whole_request,
        last_at = excluded.last_at,
        times = dead_letter.times + excluded.times
      """;

  @Override
  public void keep(List<Counted> refused) {
    // In one order everywhere, so that two nodes cannot wait for each other.
    List<Counted> sorted =
        refused.stream().sorted(Comparator.comparing(it -> it.input().fingerprint())).toList();
    database.transaction(
        "keeping of " + refused.size() + " dead letters",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
            for (Counted letter : sorted) {
              bind(statement, letter);
              statement.addBatch();
            }
            return statement.executeBatch().length;
          }
        });
  }

  private void bind(PreparedStatement statement, Counted letter) throws SQLException {
    RefusedInput input = letter.input();
    Sql.bind(
        statement,
        Workspace.DEFAULT_ID,
        input.fingerprint(),
        nextId(letter.firstAt()),
        input.sourceId(),
        input.refusal().code(),
        storable(input.refusal().detail()),
        Json.write(errors(input.refusal().errors())),
        input.type(),
        input.body(),
        input.cut(),
        input.wholeRequest(),
        letter.firstAt(),
        letter.lastAt(),
        letter.times());
  }

  private UUID nextId(Instant at) {
    synchronized (ids) {
      return ids.next(at).value();
    }
  }

  /// A text that PostgreSQL takes: no NUL, no half of a surrogate pair, which a sender's words may hold.
  private static String storable(String text) {
    return text.codePoints()
        .map(it -> it == 0 || (it >= 0xd800 && it <= 0xdfff) ? 0xfffd : it)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Value.Arr errors(List<Problem.Part> parts) {
    return Value.array(
        parts.stream()
            .map(it ->
                Value.object()
                    .put("pointer", it.pointer())
                    .put("code", it.code())
                    .put("detail", it.detail())
                    .build())
            .toList());
  }

  private static final String COLUMNS =
      """
      select id, source_id, code, detail, errors, type, body, cut, whole_request, first_at, last_at, times
      from dead_letter
      """;

  private static final String LIST =
      COLUMNS
          + """
          where workspace_id = ?
            and id < ?
            and (?::text is null or code = ?)
            and (?::text is null or source_id = ?)
          order by id desc
          limit ?
          """;

  @Override
  public List<DeadLetter> list(Filter filter, int limit) {
    if (limit < 1 || limit > 250) {
      throw new IllegalArgumentException("a page is 1 to 250 dead letters");
    }
    DeadLetter.Id before = filter.before();
    return database.read(
        "a list of dead letters",
        connection ->
            Sql.query(
                connection,
                LIST,
                PostgresDeadLetters::letter,
                Workspace.DEFAULT_ID,
                before == null ? LAST : before.value(),
                filter.code(),
                filter.code(),
                filter.sourceId(),
                filter.sourceId(),
                limit));
  }

  private static final String FIND =
      COLUMNS
          + """
          where workspace_id = ?
            and id = ?
          """;

  @Override
  public Optional<DeadLetter> find(DeadLetter.Id id) {
    return database.read(
        "look for a dead letter",
        connection ->
            Sql.queryOne(
                connection, FIND, PostgresDeadLetters::letter, Workspace.DEFAULT_ID, id.value()));
  }

  private static final String REMOVE =
      """
      delete from dead_letter
      where workspace_id = ?
        and id = ?
      """;

  @Override
  public void remove(DeadLetter.Id id) {
    database.read("removal of a dead letter", connection -> remove(connection, id));
  }

  private static int remove(Connection connection, DeadLetter.Id id) throws SQLException {
    return Sql.update(connection, REMOVE, Workspace.DEFAULT_ID, id.value());
  }

  /// By place in the table, so that it is read along the index and never as a whole. Passes over a row that is being written,
  /// so that neither waits for the other; one that was written since has another place and stays.
  static final String PURGE =
      """
      delete from dead_letter
      where ctid = any (array(
        select ctid
        from dead_letter
        where last_at < ?
        order by last_at
        limit ?
        for update skip locked
      ))
      """;

  /// Takes those away that were last refused before that time, oldest first, as many as the steps allow.
  ///
  /// Returns how many are gone. Throws `DatabaseException`; what was done until then stays done.
  public long purge(Instant before, PurgeSteps steps) {
    return steps.run(rows ->
        database.transaction(
            "removal of old dead letters",
            connection -> Sql.update(connection, PURGE, before, rows)));
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    return new DeadLetter(
        new DeadLetter.Id(Sql.uuid(row, "id")),
        row.getString("source_id"),
        row.getString("code"),
        row.getString("detail"),
        parts(row.getString("errors")),
        row.getString("type"),
        row.getString("body"),
        row.getBoolean("cut"),
        row.getBoolean("whole_request"),
        Sql.instant(row, "first_at"),
        Sql.instant(row, "last_at"),
        row.getLong("times"));
  }

  private static List<Problem.Part> parts(@Nullable String json) {
    List<Problem.Part> parts = new ArrayList<>();
    if (json != null && Json.parse(json, STORED) instanceof Value.Arr all) {
      for (Value part : all.elements()) {
        parts.add(
            new Problem.Part(text(part, "pointer"), text(part, "code"), text(part, "detail")));
      }
    }
    return parts;
  }

  private static String text(Value part, String name) {
    return part.get(name) instanceof Value.Text text ? text.value() : "";
  }
}
