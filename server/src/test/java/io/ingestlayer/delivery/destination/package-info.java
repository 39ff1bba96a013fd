@NullMarked
package io.ingestlayer.delivery.destination;

import org.jspecify.annotations.NullMarked;
