package io.ingestlayer.app.command;

/// A server did not do what it was asked. The message is for the person who asked, the exit code for a script.
abstract sealed class ApiException extends Exception
    permits ServerApi.RefusedException, ApiClient.UnreachableException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  ApiException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  ApiException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
