package io.ingestlayer.limit;

/// What happens to what is over a limit, besides the record.
public enum LimitAction {
  /// Nothing: it goes on.
  RECORD("record"),
  /// It ends here.
  DROP("drop");

  private final String word;

  LimitAction(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
