/// The event log: where an accepted event is kept, once, in order.
///
/// The words are Kafka's: a partition has one appender, positions in it are offsets, a reader keeps a cursor.
@NullMarked
package io.ingestlayer.log;

import org.jspecify.annotations.NullMarked;
