@NullMarked
package io.ingestlayer.log;

import org.jspecify.annotations.NullMarked;
