/// Which addresses this process may connect to.
@NullMarked
package io.ingestlayer.platform.net;

import org.jspecify.annotations.NullMarked;
