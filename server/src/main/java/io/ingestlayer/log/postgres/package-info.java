/// The event log in PostgreSQL: one appender for each partition this node holds, group commit, keys claimed in the same
/// transaction as the events are stored.
///
/// `PostgresEventLog` is the way in; `Appender` is what happens to a group; `PostgresGroupAppend` is its transaction.
@NullMarked
package io.ingestlayer.log.postgres;

import org.jspecify.annotations.NullMarked;
