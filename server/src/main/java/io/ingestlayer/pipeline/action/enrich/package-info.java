/// `enrich.entity` looks up what is known of whom the event is about, `{ kind: customer, key: $event.customer_id }`, and
/// puts the traits under `$entity.customer`.
///
/// A number is a key by its text. An entity that is not known, and a key that is absent, is remarked and the event goes
/// on without it. The same kind looked up again replaces what was there.
@NullMarked
package io.ingestlayer.pipeline.action.enrich;

import org.jspecify.annotations.NullMarked;
