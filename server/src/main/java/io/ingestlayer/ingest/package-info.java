/// The gate: who may send, how much, what is an event, and what becomes of each one: kept in the log, or refused with a
/// code and kept as a dead letter. The rooms under `source` turn what comes in into events; the gate is the same for all.
@NullMarked
package io.ingestlayer.ingest;

import org.jspecify.annotations.NullMarked;
