package io.ingestlayer.app.command;

import picocli.CommandLine.Parameters;

/// The destination that a command is about.
final class DestinationName {
  @Parameters(paramLabel = "NAME", description = "The destination's name.")
  private String name = "";

  String name() {
    return name;
  }

  /// Where the API has it.
  String path() {
    return "/v1/destinations/" + ServerApi.segment(name);
  }
}
