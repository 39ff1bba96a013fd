@NullMarked
package io.ingestlayer.delivery.destination.webhook;

import org.jspecify.annotations.NullMarked;
