package io.ingestlayer.app.command;

/// A file that was given cannot be used; says which, where and why.
final class BadFileException extends Exception {
  private static final long serialVersionUID = 1L;

  BadFileException(String message) {
    super(message);
  }
}
