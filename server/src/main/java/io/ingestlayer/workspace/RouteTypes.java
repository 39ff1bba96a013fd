package io.ingestlayer.workspace;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Node;

/// Says what a route may say beside `to` and `when`.
interface RouteTypes {

  /// The fields of the route's destination type; unknown after an error was added, here or where the destination stands.
  Found find(int position, Node.Members route, ConfigReader reader);

  sealed interface Found {}

  record Known(ConfigSpec spec) implements Found {}

  record Unknown() implements Found {}
}
