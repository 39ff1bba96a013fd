@NullMarked
package io.ingestlayer.delivery.destination.postgres;

import org.jspecify.annotations.NullMarked;
