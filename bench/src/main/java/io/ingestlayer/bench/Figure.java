package io.ingestlayer.bench;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that was measured, and what it is to be compared with.
///
/// @param baseline what else was measured in the same minute, in the same unit; null when there is nothing like it
/// @param target what is aimed at; null when it is only told
public record Figure(
    String name, double value, String unit, @Nullable Double baseline, @Nullable Target target) {

  public Figure {
    requireNonNull(name);
    requireNonNull(unit);
  }

  /// What is aimed at.
  public sealed interface Target {
    /// The figure itself is at least this.
    record Value(double least) implements Target {}

    /// The figure itself is at most this.
    record Most(double most) implements Target {}

    /// The figure is at least this part of its baseline.
    record Ratio(double least) implements Target {}

    /// The figure is at most so many times its baseline.
    record RatioMost(double most) implements Target {}
  }

  public static Figure of(String name, double value, String unit) {
    return new Figure(name, value, unit, null, null);
  }

  public Figure against(double other) {
    return new Figure(name, value, unit, other, target);
  }

  public Figure aiming(Target at) {
    return new Figure(name, value, unit, baseline, at);
  }

  /// Whether there is a target and the figure does not reach it.
  public boolean isMissed() {
    return switch (target) {
      case null -> false;
      case Target.Value(double least) -> value < least;
      case Target.Most(double most) -> value > most;
      case Target.Ratio(double least) -> baseline == null || value / baseline < least;
      case Target.RatioMost(double most) -> baseline == null || value / baseline > most;
    };
  }

  public String valueText() {
    return number(value);
  }

  public String baselineText() {
    return baseline == null ? "" : number(baseline);
  }

  public String ratioText() {
    return baseline == null ? "" : String.format(Locale.ROOT, "%.2f", value / baseline);
  }

  public String targetText() {
    return switch (target) {
      case null -> "";
      case Target.Value(double least) -> "≥ " + number(least) + " " + unit;
      case Target.Most(double most) -> "≤ " + number(most) + " " + unit;
      case Target.Ratio(double least) -> String.format(Locale.ROOT, "ratio ≥ %.2f", least);
      case Target.RatioMost(double most) -> String.format(Locale.ROOT, "ratio ≤ %.2f", most);
    };
  }

  /// Three digits that mean something, or all before the point.
  private static String number(double value) {
    int digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
