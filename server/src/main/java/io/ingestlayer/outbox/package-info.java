/// Events of our own on their way into the log: written in the transaction of what they speak of, carried over afterwards.
///
/// Only an appender writes the log, so a crossing of a limit or the like cannot be appended where it is decided.
@NullMarked
package io.ingestlayer.outbox;

import org.jspecify.annotations.NullMarked;
