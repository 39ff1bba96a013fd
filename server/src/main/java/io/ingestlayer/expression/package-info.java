/// The expression language: conditions, keys, columns, templates and the text of messages.
///
/// Total: once an expression is parsed, no event makes it throw, loop or grow without bound. Text from events
/// is data and is never parsed. What it means is written in `docs/language.md`, whose examples are tests.
@NullMarked
package io.ingestlayer.expression;

import org.jspecify.annotations.NullMarked;
