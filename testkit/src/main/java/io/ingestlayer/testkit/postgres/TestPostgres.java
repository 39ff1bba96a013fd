package io.ingestlayer.testkit.postgres;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// One fresh, empty database on the PostgreSQL 18 that all tests of a JVM share. Making one takes some ten
/// milliseconds; the first one in a JVM also starts the server, which takes a few seconds.
///
/// **The server runs with `fsync=off` and `synchronous_commit=off`.** That is fine for what a test asks of SQL and
/// transactions, and worthless for durability or throughput: a test that kills a machine or measures a commit starts
/// its own server. It also trusts every connection from loopback, so a wrong password is not refused here.
///
/// Any thread may call. The server is stopped, and its files are deleted, when the JVM ends, however it ends.
///
/// @param database its name, not used twice in a JVM
public record TestPostgres(String host, int port, String database) implements AutoCloseable {
  private static final String USER = "postgres";
  private static final String PASSWORD = "postgres";
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Map<String, TestPostgres> TEMPLATES = new ConcurrentHashMap<>();

  /// A new empty database, UTF-8.
  public static TestPostgres create() {
    return cloned("template1", "test_" + NAMES.incrementAndGet());
  }

  /// A new database that is a copy of a template: tables, rows and all. The first call for a name makes the template
  /// and has it prepared (a migration, say), every later call copies it, which takes some ten milliseconds.
  ///
  /// @param template a name for what the preparation makes; who uses the same name means the same preparation
  /// @param prepare called at most once per name in a JVM unless it throws; connections it leaves open are closed
  public static TestPostgres createFrom(String template, Preparation prepare) {
    TestPostgres prepared = TEMPLATES.computeIfAbsent(template, name -> prepared(name, prepare));
    return cloned(prepared.database, "test_" + NAMES.incrementAndGet());
  }

  public String user() {
    return USER;
  }

  public String password() {
    return PASSWORD;
  }

  public String jdbcUrl() {
    return jdbcUrl(port);
  }

  /// The same database through another port of this host, for a proxy in between.
  public String jdbcUrl(int throughPort) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(host, throughPort, database, USER, PASSWORD);
  }

  /// The address as libpq writes it: `postgresql://user:password@host:port/database`.
  public String uri() {
    return uri(port);
  }

  /// The same database through another port of this host, for a proxy in between.
  public String uri(int throughPort) {
    return "postgresql://%s:%s@%s:%d/%s".formatted(USER, PASSWORD, host, throughPort, database);
  }

  /// Opens a new connection each time; no pool.
  public DataSource dataSource() {
    return dataSource(port);
  }

  /// The same database through another port of this host, for a proxy in between.
  public DataSource dataSource(int throughPort) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl(throughPort));
    return source;
  }

  /// Ends every connection to this database from the server's side, as an administrator or a failover would.
  public void disconnectAll() {
    SharedServer.get().disconnectAll(database);
  }

  /// Drops the database, with whoever is still connected. Dropping it twice is one drop.
  public void drop() {
    SharedServer.get().drop(database);
  }

  @Override
  public void close() {
    drop();
  }

  private static TestPostgres prepared(String template, Preparation prepare) {
    TestPostgres made = cloned("template1", "template_" + NAMES.incrementAndGet());
    try {
      prepare.prepare(made);
    } catch (Exception e) {
      made.drop();
      throw new IllegalStateException("preparation of the template database " + template, e);
    }
    SharedServer.get().closeToConnections(made.database);
    return made;
  }

  private static TestPostgres cloned(String from, String name) {
    SharedServer server = SharedServer.get();
    server.create(name, from);
    return new TestPostgres(server.host(), server.port(), name);
  }

  /// What turns an empty database into a template.
  @FunctionalInterface
  public interface Preparation {
    void prepare(TestPostgres empty) throws Exception;
  }
}
