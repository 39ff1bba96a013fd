package io.ingestlayer.app.command;

/// What a command's exit code says to a script.
final class ExitCode {
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
