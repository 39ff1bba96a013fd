package io.ingestlayer.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Sends requests to a server on this machine and measures its answers. One thread, the caller's.
///
/// @param connections kept open for a whole run, each with one request under way at most
public record LoadGenerator(InetSocketAddress server, int connections, RequestSource requests) {
  private static final int CONNECTIONS_MAX = 1_024;

  public LoadGenerator {
    if (!server.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("a load is put on nobody but this machine, not " + server);
    }
    if (connections < 1 || connections > CONNECTIONS_MAX) {
      throw new IllegalArgumentException("1 to 1 024 connections, not " + connections);
    }
  }

  /// Returns with the last answer. Any status is an answer; a broken connection is an `IOException`.
  public LoadResult run(Pace pace) throws IOException {
    try (LoadRun run = new LoadRun(server, connections, requests, pace)) {
      return run.go();
    }
  }
}
