@NullMarked
package io.ingestlayer.delivery;

import org.jspecify.annotations.NullMarked;
