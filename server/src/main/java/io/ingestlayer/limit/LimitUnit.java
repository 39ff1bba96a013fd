package io.ingestlayer.limit;

/// The unit of a threshold and of a value.
public enum LimitUnit {
  /// Things, or their weights.
  COUNT("count"),
  /// Unicode code points.
  CHARS("chars");

  private final String word;

  LimitUnit(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
