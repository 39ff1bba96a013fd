/// Decides: which pipelines an event matches, what their steps make of it, which destinations it goes to.
///
/// What is decided is committed once, together with the place in the log up to which it was decided.
@NullMarked
package io.ingestlayer.pipeline;

import org.jspecify.annotations.NullMarked;
