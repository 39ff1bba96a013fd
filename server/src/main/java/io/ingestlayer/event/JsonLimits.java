package io.ingestlayer.event;

/// How much JSON one document may be. Passing a limit is an error of the document, found while reading.
///
/// @param depthMax nested arrays and objects
/// @param membersMax members of one object
/// @param nodesMax values in the whole document, members and elements together
/// @param nameMax characters of a member's name
/// @param stringMax characters of a string
/// @param digitsMax characters of a number
/// @param exponentMax absolute value of a number's exponent
public record JsonLimits(
    int depthMax,
    int membersMax,
    int nodesMax,
    int nameMax,
    int stringMax,
    int digitsMax,
    int exponentMax) {

  /// The bounds of one event.
  public static final JsonLimits EVENT =
      new JsonLimits(64, 2_000, 10_000, 256, 128 * 1024, 100, 400);
}
