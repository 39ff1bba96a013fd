package io.ingestlayer.platform.db.embedded;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How PostgreSQL brings a whole directory to the disk, after `initdb` and before a recovery: file by file, which takes
/// seconds on a busy disk, or the file system at once. The latter says when it failed only since Linux 5.8:
/// <https://www.postgresql.org/docs/current/syncfs.html>.
enum SyncMethod {
  FSYNC("fsync"),
  SYNCFS("syncfs");

  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");

  private final String word;

  SyncMethod(String word) {
    this.word = word;
  }

  /// @param kernel as `os.version` names it: "6.1.0-18-amd64"
  static SyncMethod on(String kernel) {
    Matcher version = VERSION.matcher(kernel);
    if (!version.matches()) {
      return FSYNC;
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return major > 5 || (major == 5 && minor >= 8) ? SYNCFS : FSYNC;
  }

  static SyncMethod here() {
    return on(System.getProperty("os.version", ""));
  }

  /// PostgreSQL's word for it.
  String word() {
    return word;
  }
}
