package io.ingestlayer.platform.db.embedded;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.file.DataFolder;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A server in a virtual machine of its own, which can be killed: it holds the folder, runs the database, and in mode
/// `insert` keeps one row after the other, telling each on its output after the commit.
final class ServerProcess implements AutoCloseable {
  private static final int NOBODY = 65534;

  private final Process process;
  private final BufferedReader output;

  private ServerProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static void main(String[] arguments) throws Exception {
    try (DataFolder folder = DataFolder.open(Path.of(arguments[0]));
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, EmbeddedOptions.defaults());
        Database database = Database.open(postgres.settings())) {
      System.out.println("ready " + postgres.pid());
      if (arguments[1].equals("insert")) {
        insert(database);
      }
      System.in.transferTo(System.out);
    } catch (RuntimeException e) {
      System.out.println("refused " + e.getMessage());
    }
  }

  private static void insert(Database database) {
    database.transaction(
        "table",
        connection -> Sql.update(connection, "create table if not exists kept (n bigint)"));
    for (long n = 1; ; n++) {
      long row = n;
      database.transaction(
          "insert", connection -> Sql.update(connection, "insert into kept values (?)", row));
      System.out.println("kept " + row);
    }
  }

  /// Starts one as the user that runs the tests.
  static ServerProcess start(Path folder, String mode) {
    return start(List.of(), System.getProperty("java.class.path"), Map.of(), folder, mode);
  }

  /// Starts one as an ordinary user, who may own only that folder: as nobody when the tests are run by root.
  static ServerProcess startUnprivileged(
      Path folder, String mode, Path scratch, Map<String, String> environment) {
    if (RunAs.self() != 0) {
      return start(List.of(), System.getProperty("java.class.path"), environment, folder, mode);
    }
    List<String> nobody =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    return start(nobody, copiedClasspath(scratch), environment, folder, mode);
  }

  private static ServerProcess start(
      List<String> prefix,
      String classpath,
      Map<String, String> environment,
      Path folder,
      String mode) {
    List<String> command = new ArrayList<>(prefix);
    command.add("/usr/bin/env");
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classpath,
            ServerProcess.class.getName(),
            folder.toString(),
            mode));
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      return new ServerProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The classpath where everybody can read it; a local repository is often in a home that is closed to others.
  private static String copiedClasspath(Path scratch) {
    List<String> copies = new ArrayList<>();
    try {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path original = Path.of(entry);
        if (Files.isRegularFile(original)) {
          Path copy = scratch.resolve(copies.size() + ".jar");
          if (!Files.exists(copy)) {
            Files.copy(original, copy);
          }
          copies.add(copy.toString());
        } else {
          copies.add(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join(File.pathSeparator, copies);
  }

  /// The rest of its next line that begins with that word. Fails when it says something else that ends it.
  String next(String word) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(word + " ")) {
          return line.substring(word.length() + 1);
        }
        if (line.startsWith("refused ")) {
          throw new AssertionError(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the server ended without saying " + word);
  }

  /// `kill -9`, and the last number that it said it had kept.
  long kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
    List<String> rest = output.lines().filter(line -> line.startsWith("kept ")).toList();
    return rest.isEmpty() ? 0 : Long.parseLong(rest.getLast().substring("kept ".length()));
  }

  long pid() {
    return process.pid();
  }

  /// Asks it to end, and waits.
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
