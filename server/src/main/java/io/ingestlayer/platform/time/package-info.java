/// Time as a parameter: who needs to know or to wait is handed a `Timer`, and a test turns it by hand.
@NullMarked
package io.ingestlayer.platform.time;

import org.jspecify.annotations.NullMarked;
