package io.ingestlayer.app;

/// A setting that cannot be used; the message says which, why, and what would be right.
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }
}
