package io.ingestlayer.limit;

/// A question was broken off, so that it harms nobody else.
public final class ReadBoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Bound bound;

  /// Which bound it met.
  public enum Bound {
    /// It looks at more than can be looked at in its time; a narrower one may be answered.
    TOO_WIDE,
    /// Others are asking; the same may be answered later.
    BUSY
  }

  public ReadBoundException(Bound bound) {
    super(bound.name(), null, false, false);
    this.bound = bound;
  }

  public Bound bound() {
    return bound;
  }
}
