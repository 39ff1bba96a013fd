/// Notion: a page for each event in a database, with typed properties and a readable body, or blocks at the end of one page,
/// by the token of an integration.
///
/// The vendor's pages: create a page, append block children, property values, request limits, status codes, the upgrade guides
/// to 2025-09-03 (data sources) and 2026-03-11, all under <https://developers.notion.com>. Its limits: a budget of requests for
/// each connection and one for the whole workspace, told by `Retry-After`; 2 000 characters in a text, 100 texts in a value, 100
/// blocks in a list, 500 KB in a request. There is no idempotency key: a page whose answer was lost may be there twice, unless
/// the route names a property for the delivery's id, which is then looked for before a page is made.
@NullMarked
package io.ingestlayer.delivery.destination.notion;

import org.jspecify.annotations.NullMarked;
