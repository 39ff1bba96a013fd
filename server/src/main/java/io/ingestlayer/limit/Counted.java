package io.ingestlayer.limit;

/// What a limit counts, and when.
public enum Counted {
  /// An event, in the decision about it.
  EVENT("event"),
  /// A request to the gate, in memory; written each second.
  API_CALL("api_call"),
  /// A message promised to a destination, in the decision that promises it.
  NOTIFICATION("notification"),
  /// A message as it was rendered for a vendor, when its attempt is finished.
  RENDER("render");

  private final String word;

  Counted(String word) {
    this.word = word;
  }

  /// The word in definitions: `api_call`.
  public String word() {
    return word;
  }
}
