package io.ingestlayer.app.command;

import picocli.CommandLine.Parameters;

/// The replay that a command is about.
final class ReplayId {
  @Parameters(paramLabel = "ID", description = "The replay's id, rpl_….")
  private String id = "";

  /// Where the API has it.
  String path() {
    return "/v1/replays/" + ServerApi.segment(id);
  }
}
