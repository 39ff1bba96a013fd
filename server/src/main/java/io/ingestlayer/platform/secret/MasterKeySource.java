package io.ingestlayer.platform.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where the master keys come from: the setting itself, a file that it names, or the file in the data folder. Read anew
/// whenever a key is asked for that is not known yet, so that a running process learns of a rotation.
public final class MasterKeySource {
  private static final String SETTING = "INGESTLAYER_MASTER_KEY";
  private static final String FILE = "file:";
  private static final String NAME = "master.key";
  private static final int FILE_BYTES_MAX = 16 * 1024;
  private static final Set<PosixFilePermission> OF_OTHERS =
      PosixFilePermissions.fromString("---rw-rw-");

  private final @Nullable String text;
  private final @Nullable Path file;
  private final boolean own;
  private final Function<String, @Nullable String> environment;

  private MasterKeySource(
      @Nullable String text,
      @Nullable Path file,
      boolean own,
      Function<String, @Nullable String> environment) {
    this.text = text;
    this.file = file;
    this.own = own;
    this.environment = environment;
  }

  /// @param setting what the operator set; empty takes `master.key` in the data folder
  /// @param environment where a key management service's credentials are; null for what is not set
  public static MasterKeySource of(
      String setting, Path dataFolder, Function<String, @Nullable String> environment) {
    String given = setting.strip();
    if (given.isEmpty()) {
      return new MasterKeySource(null, dataFolder.resolve(NAME), true, environment);
    }
    if (given.startsWith(FILE)) {
      Path named = Path.of(given.substring(FILE.length()).replaceFirst("^///", "/"));
      return new MasterKeySource(null, named, false, environment);
    }
    return new MasterKeySource(given, null, false, environment);
  }

  /// Whether this is the key file of the data folder, which is ours to write.
  public boolean isOurs() {
    return own;
  }

  /// Where they are, for the operator.
  public String where() {
    return file == null ? SETTING : file.toString();
  }

  /// Whether nothing was ever set: this is the file in the data folder, and there is none.
  public boolean isMissing() {
    return own && file != null && !Files.exists(file);
  }

  /// What an operator should know of the file: others than its owner may read it. Empty when they may not, when there is no
  /// file, or where files have no such permissions.
  public Optional<String> warning() {
    try {
      if (file == null || Collections.disjoint(Files.getPosixFilePermissions(file), OF_OTHERS)) {
        return Optional.empty();
      }
      return Optional.of(
          "the master key file %s is open to others than its owner, and with it every stored secret; run: chmod 600 %s"
              .formatted(file, file));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /// @throws MasterKeyException when they cannot be read
  List<KeyWrap> read() {
    return MasterKeyText.read(written(), where(), environment);
  }

  private String written() {
    if (file == null) {
      return text == null ? "" : text;
    }
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new MasterKeyException("The file " + file + " is too large to be a master key.");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new MasterKeyException(
          "The master key file %s cannot be read. Check that it exists and that %s may read it, or put it back from your backup."
              .formatted(file, System.getProperty("user.name", "this user")),
          e);
    }
  }

  /// Makes the file with a random key in it.
  public void make(SecureRandom random) {
    KeyFile.write(requireFile(), List.of(fresh(random)));
  }

  /// Puts a random key before those in the file, which still open what they sealed.
  public void add(SecureRandom random) {
    List<String> keys = new ArrayList<>();
    keys.add(fresh(random));
    keys.addAll(lines());
    KeyFile.write(requireFile(), keys);
  }

  /// Leaves only the first key in the file.
  public void dropOthers() {
    KeyFile.write(requireFile(), List.of(lines().getFirst()));
  }

  private List<String> lines() {
    return written()
        .lines()
        .map(String::strip)
        .filter(it -> !it.isEmpty() && !it.startsWith("#"))
        .toList();
  }

  private Path requireFile() {
    if (file == null) {
      throw new IllegalStateException("the master key is not kept in a file");
    }
    return file;
  }

  private static String fresh(SecureRandom random) {
    byte[] key = new byte[AesGcm.KEY_BYTES];
    random.nextBytes(key);
    return HeldKey.text(key);
  }
}
