/// `transform` makes the output: what destinations send instead of the event. Its template is an object whose strings may
/// be expressions, `{ id: $event.id, plan: $entity.user.plan, sent_at: now() }`, or one expression.
///
/// The last transform of a walk wins; it sees the event and the scope, not the output before it. What is absent is null.
/// An output of more than 256 KiB of JSON fails the walk with `transform_too_large`. The hosted product's
/// `{ template: … }`, with nothing beside it, is taken too.
@NullMarked
package io.ingestlayer.pipeline.action.transform;

import org.jspecify.annotations.NullMarked;
