/// PostgreSQL: rows in a table of the user's own, many in one statement, each event once in effect.
///
/// The vendor's pages: <https://www.postgresql.org/docs/current/sql-insert.html> (`on conflict`), its error codes in
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>. A unique index on the column that takes the event's
/// id makes a repeat harmless; without such a column delivery is at least once. `jsonb` and `text` cannot hold U+0000,
/// which is replaced by U+FFFD.
@NullMarked
package io.ingestlayer.delivery.destination.postgres;

import org.jspecify.annotations.NullMarked;
