/// A Notion on loopback, as strict as the real one: databases and their data sources, pages made in a data source, blocks
/// appended to a page, and queries for one property. It speaks version 2026-03-11, refuses what Notion refuses, with
/// Notion's words where they are known, and fails on demand. Facts: developers.notion.com/reference/post-page,
/// developers.notion.com/reference/patch-block-children, developers.notion.com/reference/request-limits,
/// developers.notion.com/reference/status-codes, developers.notion.com/reference/property-value-object.
@NullMarked
package io.ingestlayer.testkit.notion;

import org.jspecify.annotations.NullMarked;
