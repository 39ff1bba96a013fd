@NullMarked
package io.ingestlayer.limit;

import org.jspecify.annotations.NullMarked;
