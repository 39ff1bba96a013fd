@NullMarked
package io.ingestlayer.platform.secret;

import org.jspecify.annotations.NullMarked;
