package io.ingestlayer.component;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with definitions, so that a person sees all of it at once. One thread.
public final class Problems {
  private final List<Problem> found = new ArrayList<>();
  private int errors;

  public void error(Location at, String code, String message) {
    found.add(new Problem(at, Problem.Severity.ERROR, code, message));
    errors++;
  }

  public void warning(Location at, String code, String message) {
    found.add(new Problem(at, Problem.Severity.WARNING, code, message));
  }

  public boolean hasErrors() {
    return errors > 0;
  }

  public int errorCount() {
    return errors;
  }

  public List<Problem> all() {
    return List.copyOf(found);
  }
}
