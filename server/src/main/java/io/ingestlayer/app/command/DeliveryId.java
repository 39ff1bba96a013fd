package io.ingestlayer.app.command;

import picocli.CommandLine.Parameters;

/// The delivery that a command is about.
final class DeliveryId {
  @Parameters(paramLabel = "ID", description = "The delivery's id, dlv_….")
  private String id = "";

  /// Where the API has it.
  String path() {
    return "/v1/deliveries/" + ServerApi.segment(id);
  }
}
