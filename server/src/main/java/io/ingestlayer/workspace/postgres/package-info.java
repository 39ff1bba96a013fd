/// Definitions, their versions, and keys, in PostgreSQL.
@NullMarked
package io.ingestlayer.workspace.postgres;

import org.jspecify.annotations.NullMarked;
