/// `filter.match` lets an event pass when a condition holds, and drops it otherwise.
///
/// The condition is data, `{ field: $event.feature, op: in, value: [export, api] }`, several of them under `all:`,
/// `any:` or `not:`, a list (all of it), or a text, `"$event.env == 'prod'"`. The hosted product's
/// `{ combinator: and, conditions: […] }` is taken too. What is dropped says which condition did not hold and what was
/// found: `$event.feature is "billing", not in [export, api]`.
@NullMarked
package io.ingestlayer.pipeline.action.filter;

import org.jspecify.annotations.NullMarked;
