/// The database as the rest of the server sees it: transactions that say what they were doing, statements with `?`, a
/// binary COPY, migrations, and the refusal of a database that would make an acknowledgement a lie.
@NullMarked
package io.ingestlayer.platform.db;

import org.jspecify.annotations.NullMarked;
