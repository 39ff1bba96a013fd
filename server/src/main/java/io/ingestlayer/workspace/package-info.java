/// What a team has defined: event types, destinations, pipelines, limits, keys; read from files, checked, kept in versions.
@NullMarked
package io.ingestlayer.workspace;

import org.jspecify.annotations.NullMarked;
