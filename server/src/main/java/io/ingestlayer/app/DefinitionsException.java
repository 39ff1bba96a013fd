package io.ingestlayer.app;

import io.ingestlayer.component.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// Definitions that cannot be used; says everything that is wrong with them, with file and line.
public final class DefinitionsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DefinitionsException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(
                Collectors.joining(
                    "\n", "the definitions cannot be used; nothing was changed:\n", "")));
  }
}
