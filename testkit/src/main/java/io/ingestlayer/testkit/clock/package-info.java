/// A clock that stands still until a test turns it, so that a wait of three days takes no time.
@NullMarked
package io.ingestlayer.testkit.clock;

import org.jspecify.annotations.NullMarked;
