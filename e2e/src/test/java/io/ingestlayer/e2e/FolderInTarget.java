package io.ingestlayer.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Temporary folders in the module's own `target`, on the disk that the server would use.
public final class FolderInTarget implements TempDirFactory {
  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "stories").toAbsolutePath());
    String story = context.getRequiredTestClass().getSimpleName();
    return Files.createTempDirectory(folder, story + "-");
  }
}
