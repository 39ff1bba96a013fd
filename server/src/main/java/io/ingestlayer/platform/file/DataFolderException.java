package io.ingestlayer.platform.file;

import org.jspecify.annotations.Nullable;

/// The data folder cannot be used; the message tells the operator why and what to do.
public sealed class DataFolderException extends RuntimeException permits DataFolderInUseException {
  DataFolderException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
