package io.ingestlayer.platform.http;

import java.io.IOException;
import java.io.OutputStream;

/// A body that is sent while it is made, so that a long one needs little memory.
@FunctionalInterface
public interface BodyStream {

  /// Writes all of it, on the request's thread; blocks while the caller is slow to read. The stream is closed by the
  /// server. What is thrown after the first bytes breaks the connection, so that nobody takes a part for the whole.
  void writeTo(OutputStream out) throws IOException;
}
