/// What flows: an event as it is stored, its id and place in the log, and the JSON values it is made of.
///
/// Everything else may import this package; it imports nothing of ours.
@NullMarked
package io.ingestlayer.event;

import org.jspecify.annotations.NullMarked;
