package io.ingestlayer.bench.load;

import java.nio.ByteBuffer;

/// Requests, as the bytes that go over the wire. One thread.
public interface RequestSource {

  /// Writes the next request, head and body.
  void next(ByteBuffer into);

  /// Events in each request.
  int events();

  /// The most bytes of one request.
  int bytesMax();
}
