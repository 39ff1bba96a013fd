package io.ingestlayer.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The figures of one run in the order they came, each printed at once: name, value, unit, baseline, ratio, target.
public final class Figures {
  private final PrintStream out;
  private final List<Figure> figures = new ArrayList<>();

  public Figures(PrintStream out) {
    this.out = out;
    print("name", "value", "unit", "baseline", "ratio", "target");
  }

  public void add(Figure figure) {
    figures.add(figure);
    print(
        figure.name(),
        figure.valueText(),
        figure.unit(),
        figure.baselineText(),
        figure.ratioText(),
        figure.targetText() + (figure.isMissed() ? "  MISSED" : ""));
  }

  /// A line for the one who waits.
  public void say(String line) {
    out.println("# " + line);
    out.flush();
  }

  private void print(
      String name, String value, String unit, String baseline, String ratio, String target) {
    out.printf(
        Locale.ROOT, "%-66s %10s %-10s %10s %6s  %s%n", name, value, unit, baseline, ratio, target);
    out.flush();
  }

  public List<Figure> all() {
    return List.copyOf(figures);
  }
}
