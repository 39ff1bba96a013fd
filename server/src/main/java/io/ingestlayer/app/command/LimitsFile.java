package io.ingestlayer.app.command;

import io.ingestlayer.catalog.Catalog;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.workspace.DefinitionContext;
import io.ingestlayer.workspace.DefinitionReader;
import io.ingestlayer.workspace.Definitions.Defined;
import io.ingestlayer.workspace.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The limits that a file of definitions defines; whatever else is defined there is passed over.
///
/// @param warnings what is doubtful in them
record LimitsFile(List<LimitRule> limits, List<Problem> warnings) {
  private static final String KEY = "limit";

  LimitsFile {
    limits = List.copyOf(limits);
    warnings = List.copyOf(warnings);
  }

  /// @throws BadFileException with everything that is wrong, a line for each
  static LimitsFile read(Path file) throws BadFileException {
    Problems problems = new Problems();
    List<Node> documents =
        YamlReader.read(file.toString(), text(file), problems).documents().stream()
            .filter(it -> it instanceof Node.Members root && root.members().containsKey(KEY))
            .toList();
    List<LimitRule> limits =
        new DefinitionReader(
                new DefinitionContext(new Catalog(), _ -> null, _ -> null, _ -> Optional.empty()))
            .read(documents, false, problems).limits().stream().map(Defined::definition).toList();
    if (problems.hasErrors()) {
      throw new BadFileException(
          problems.all().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
    if (limits.isEmpty()) {
      throw new BadFileException(file + " defines no limit; a limit begins with `limit: NAME`");
    }
    return new LimitsFile(limits, problems.all());
  }

  private static String text(Path file) throws BadFileException {
    try {
      if (Files.size(file) > YamlReader.CHARACTERS_MAX) {
        throw new BadFileException(file + " is larger than 1 MiB; split it");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new BadFileException(file + " is not UTF-8; save it as such");
    } catch (IOException e) {
      throw new BadFileException(
          file + " cannot be read; check that it exists and its permissions");
    }
  }
}
