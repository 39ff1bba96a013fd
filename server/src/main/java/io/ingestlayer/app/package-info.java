/// Puts the product together: settings, wiring, the order of start and stop, and the commands.
@NullMarked
package io.ingestlayer.app;

import org.jspecify.annotations.NullMarked;
