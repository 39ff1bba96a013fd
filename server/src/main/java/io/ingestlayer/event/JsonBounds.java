package io.ingestlayer.event;

import static java.util.Objects.requireNonNull;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;

/// The outer bounds of the tokenizer, wider than any document's own limits, each failing with our code.
final class JsonBounds extends StreamReadConstraints {
  private static final long serialVersionUID = 1L;
  private static final int DEPTH_MAX = 2_000;
  private static final long DOCUMENT_MAX = 64L * 1024 * 1024;
  private static final long TOKENS_MAX = 20_000_000;
  private static final int NUMBER_MAX = 10_000;
  private static final int STRING_MAX = 64 * 1024 * 1024;
  private static final int NAME_MAX = 64 * 1024;

  JsonBounds() {
    super(DEPTH_MAX, DOCUMENT_MAX, TOKENS_MAX, NUMBER_MAX, STRING_MAX, NAME_MAX);
  }

  @Override
  public void validateNestingDepth(int depth) {
    check(depth, DEPTH_MAX, JsonException.DEPTH, "levels");
  }

  @Override
  public void validateDocumentLength(long length) {
    check(length, DOCUMENT_MAX, JsonException.STRING, "characters of JSON");
  }

  @Override
  public void validateTokenCount(long count) {
    check(count, TOKENS_MAX, JsonException.NODES, "tokens");
  }

  @Override
  public void validateFPLength(int length) {
    check(length, NUMBER_MAX, JsonException.NUMBER, "characters in a number");
  }

  @Override
  public void validateIntegerLength(int length) {
    check(length, NUMBER_MAX, JsonException.NUMBER, "characters in a number");
  }

  @Override
  public void validateStringLength(int length) {
    check(length, STRING_MAX, JsonException.STRING, "characters in a string");
  }

  @Override
  public void validateNameLength(int length) {
    check(length, NAME_MAX, JsonException.NAME, "characters in a name");
  }

  private static void check(long actual, long max, String code, String unit) {
    if (actual > max) {
      throw new Passed(code, "more than " + max + " " + unit);
    }
  }

  /// A bound was passed; the reader turns it into a [JsonException] with the place.
  static final class Passed extends StreamConstraintsException {
    private static final long serialVersionUID = 1L;

    final String code;

    Passed(String code, String message) {
      super(requireNonNull(message));
      this.code = code;
    }
  }
}
