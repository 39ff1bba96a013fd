@NullMarked
package io.ingestlayer.delivery.destination.inbox;

import org.jspecify.annotations.NullMarked;
