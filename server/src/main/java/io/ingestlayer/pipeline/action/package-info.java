/// The kinds of actions, a room for each. Rooms do not know each other, and the pipeline knows none of them by name.
@NullMarked
package io.ingestlayer.pipeline.action;

import org.jspecify.annotations.NullMarked;
