package io.ingestlayer.platform.http;

/// Answers the requests of one route, on a virtual thread of each.
public interface RouteHandler {

  /// Returns the answer, or throws a `ProblemException` with it. Any other exception is logged and answered by a 500 that
  /// says nothing.
  ServerResponse handle(ServerRequest request) throws Exception;
}
