/// The whole server in this process, on a clock that is turned.
@NullMarked
package io.ingestlayer.app;

import org.jspecify.annotations.NullMarked;
