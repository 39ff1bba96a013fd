/// Definition files as YAML 1.2: text to nodes with their places, and the mistakes that YAML makes of expressions.
///
/// The grammar is SnakeYAML's (<https://yaml.org/spec/1.2.2/>); what a plain word means is decided here, by the core
/// schema, so that `no`, `on` and `2026-11-22` are text.
@NullMarked
package io.ingestlayer.workspace.yaml;

import org.jspecify.annotations.NullMarked;
