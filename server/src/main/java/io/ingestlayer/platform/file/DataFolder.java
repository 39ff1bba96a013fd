package io.ingestlayer.platform.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The folder that everything of one server lives in, locked for as long as this object is open.
///
/// The lock is the operating system's, on `ingestlayer.lock`: it ends with the process, however that ends.
public final class DataFolder implements AutoCloseable {
  private static final String LOCK = "ingestlayer.lock";
  private static final int PID_BYTES_MAX = 32;
  private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs");

  /// Closing any channel on a file gives up this process's lock on it, so a second opening within the process must be
  /// refused before it touches the file.
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// The folder, made if it was missing. Throws `DataFolderException` when it is in use, not a folder, not writable, or
  /// on a network file system.
  public static DataFolder open(Path wanted) {
    Path path = made(wanted.toAbsolutePath().normalize());
    refuseRemote(path);
    if (!OPEN_HERE.add(path)) {
      throw inUse(path, Long.toString(ProcessHandle.current().pid()));
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock(path, channel);
      return new DataFolder(path, channel);
    } catch (IOException e) {
      release(path, channel);
      throw unusable(path, e);
    } catch (RuntimeException e) {
      release(path, channel);
      throw e;
    }
  }

  private static Path made(Path path) {
    try {
      Files.createDirectories(path);
      return path.toRealPath();
    } catch (FileAlreadyExistsException e) {
      throw new DataFolderException(
          "The data folder %s is a file. Name a folder, or remove the file.".formatted(path), e);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static void refuseRemote(Path path) {
    String type;
    try {
      type = Files.getFileStore(path).type();
    } catch (IOException e) {
      throw unusable(path, e);
    }
    if (REMOTE.contains(type)) {
      throw new DataFolderException(
          "The data folder %s is on a network file system (%s), whose locks and syncs cannot be relied on. Use a local disk."
              .formatted(path, type),
          null);
    }
  }

  private static void lock(Path path, FileChannel channel) throws IOException {
    FileLock lock = channel.tryLock();
    if (lock == null) {
      ByteBuffer bytes = ByteBuffer.allocate(PID_BYTES_MAX);
      channel.read(bytes, 0);
      String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
      throw inUse(path, pid.strip());
    }
    String pid = ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static DataFolderInUseException inUse(Path path, String pid) {
    String who = pid.isEmpty() ? "another server" : "another server (process " + pid + ")";
    return new DataFolderInUseException(
        "The data folder %s is in use by %s. Stop that one, or give this one a folder of its own with INGESTLAYER_DATA_DIR."
            .formatted(path, who));
  }

  private static DataFolderException unusable(Path path, IOException e) {
    String user = System.getProperty("user.name", "this user");
    String why =
        e instanceof AccessDeniedException
            ? "%s may not write there".formatted(user)
            : "%s".formatted(e.getMessage());
    return new DataFolderException(
        "The data folder %s cannot be written: %s. Make it writable (chown it to %s), or choose another with INGESTLAYER_DATA_DIR."
            .formatted(path, why, user),
        e);
  }

  private static void release(Path path, @Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new DataFolderException("The lock of " + path + " could not be given up.", e);
    } finally {
      OPEN_HERE.remove(path);
    }
  }

  /// The folder's real path, without links.
  public Path path() {
    return path;
  }

  /// Gives up the lock. Everything that wrote into the folder has been closed before.
  @Override
  public void close() {
    if (channel.isOpen()) {
      release(path, channel);
    }
  }
}
