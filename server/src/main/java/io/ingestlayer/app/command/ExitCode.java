package io.ingestlayer.app.command;

/// What a command's exit code says to a script.
final class ExitCode {
  /// As helps say it.
  static final String EXPLAINED =
      "Exit codes: 0 done, 1 failed, 2 asked wrongly, 3 not authorized, 4 not found, 5 not in that state, 6 too many requests, 7 nobody answers.";

  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_AUTHORIZED = 3;
  static final int NOT_FOUND = 4;
  static final int CONFLICT = 5;
  static final int RATE_LIMITED = 6;
  static final int UNREACHABLE = 7;

  private ExitCode() {}

  static int ofStatus(int status) {
    return switch (status) {
      case 401, 403 -> NOT_AUTHORIZED;
      case 404 -> NOT_FOUND;
      case 409, 412 -> CONFLICT;
      case 429 -> RATE_LIMITED;
      default -> status < 400 ? OK : FAILED;
    };
  }
}
