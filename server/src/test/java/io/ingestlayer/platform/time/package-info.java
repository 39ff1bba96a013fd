@NullMarked
package io.ingestlayer.platform.time;

import org.jspecify.annotations.NullMarked;
