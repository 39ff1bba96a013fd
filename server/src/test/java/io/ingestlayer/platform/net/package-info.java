@NullMarked
package io.ingestlayer.platform.net;

import org.jspecify.annotations.NullMarked;
