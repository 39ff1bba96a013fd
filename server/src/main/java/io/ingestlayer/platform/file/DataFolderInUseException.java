package io.ingestlayer.platform.file;

/// Another server holds this data folder.
public final class DataFolderInUseException extends DataFolderException {
  DataFolderInUseException(String message) {
    super(message, null);
  }
}
