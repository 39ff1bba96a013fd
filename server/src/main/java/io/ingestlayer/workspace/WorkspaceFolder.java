package io.ingestlayer.workspace;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.workspace.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder of definition files: all `*.yaml` and `*.yml` in it and below, but nothing whose name begins with a dot.
///
/// Bounds: 1 000 files, 8 levels of folders, 1 MiB each.
public final class WorkspaceFolder {
  private static final int FILES_MAX = 1_000;
  private static final int DEPTH_MAX = 8;
  private static final int SECRET_BYTES_MAX = 64 * 1024;

  private WorkspaceFolder() {}

  /// What the folder defines.
  ///
  /// @param problems errors and warnings in the order of files and lines
  public record Loaded(Definitions definitions, List<Problem> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }

    /// Whether the definitions can be used.
    public boolean isSound() {
      return problems.stream().noneMatch(it -> it.severity() == Problem.Severity.ERROR);
    }
  }

  /// Reads all of it; throws nothing for what is wrong with a file.
  ///
  /// @param environment a variable's value, or null when it is not set
  public static Loaded load(
      Path folder,
      ComponentCatalog catalog,
      Function<String, @Nullable String> environment,
      SchemaCheck schemas) {
    return load(folder, catalog, environment, schemas, KeptSecrets.NONE);
  }

  /// The same, with the secrets that the server keeps.
  public static Loaded load(
      Path folder,
      ComponentCatalog catalog,
      Function<String, @Nullable String> environment,
      SchemaCheck schemas,
      KeptSecrets secrets) {
    Problems problems = new Problems();
    List<Node> documents = new ArrayList<>();
    boolean complete = true;
    for (Map.Entry<String, Path> file : files(folder, problems).entrySet()) {
      String text = text(file.getKey(), file.getValue(), problems);
      if (text == null) {
        complete = false;
      } else {
        YamlReader.Read read = YamlReader.read(file.getKey(), text, problems);
        documents.addAll(read.documents());
        complete &= read.complete();
      }
    }
    DefinitionReader reader =
        new DefinitionReader(
            new DefinitionContext(
                catalog, environment, path -> secret(folder, path), schemas, secrets));
    Definitions definitions = reader.read(documents, complete, problems);
    return new Loaded(definitions, inOrder(problems.all()));
  }

  private static SortedMap<String, Path> files(Path folder, Problems problems) {
    SortedMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder, DEPTH_MAX)) {
      found
          .filter(it -> isDefinition(folder.relativize(it)) && Files.isRegularFile(it))
          .limit(FILES_MAX + 1L)
          .forEach(it -> files.put(folder.relativize(it).toString().replace('\\', '/'), it));
    } catch (IOException | UncheckedIOException e) {
      problems.error(
          new Location(folder.toString(), 1, 1),
          "unreadable",
          "the folder of definitions cannot be read; check that it exists and its permissions");
    }
    if (files.size() > FILES_MAX) {
      problems.error(
          new Location(folder.toString(), 1, 1),
          "too_many",
          "more than " + FILES_MAX + " definition files; put several definitions into one");
      return new TreeMap<>();
    }
    return files;
  }

  private static boolean isDefinition(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    String name = relative.toString();
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private static @Nullable String text(String name, Path file, Problems problems) {
    Location at = new Location(name, 1, 1);
    try {
      if (Files.size(file) > YamlReader.CHARACTERS_MAX) {
        problems.error(at, "file_too_large", "the file is larger than 1 MiB; split it");
        return null;
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      problems.error(at, "not_utf8", "the file is not UTF-8; save it as such");
    } catch (IOException e) {
      problems.error(at, "unreadable", "the file cannot be read; check its permissions");
    }
    return null;
  }

  /// The text of a file that a secret is kept in, or null when it cannot be read; a relative path begins at the folder.
  public static @Nullable String secret(Path folder, String path) {
    try {
      Path file = folder.resolve(path);
      return Files.isRegularFile(file) && Files.size(file) <= SECRET_BYTES_MAX
          ? Files.readString(file)
          : null;
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }

  private static List<Problem> inOrder(List<Problem> problems) {
    return problems.stream()
        .sorted(
            Comparator.comparing((Problem it) -> it.at().file())
                .thenComparingInt(it -> it.at().line())
                .thenComparingInt(it -> it.at().column()))
        .toList();
  }
}
