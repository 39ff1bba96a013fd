package io.ingestlayer.component;

import static java.util.Objects.requireNonNull;

/// A place in a definition file; lines and columns count from 1.
public record Location(String file, int line, int column) {

  public Location {
    requireNonNull(file);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
