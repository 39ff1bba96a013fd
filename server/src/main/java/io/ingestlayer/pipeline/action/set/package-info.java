/// `set` writes values under names of the user's choice, to be read as `$context.<name>`.
///
/// A value that starts with `$` is an expression, a text may hold `{{ … }}`, all else is itself. All values of one `set`
/// see the context as it was before; what is absent is written as null. A name written again is replaced. Together they
/// are at most 256 KiB of JSON (`context_too_large`).
@NullMarked
package io.ingestlayer.pipeline.action.set;

import org.jspecify.annotations.NullMarked;
