@NullMarked
package io.ingestlayer.delivery.destination.slack;

import org.jspecify.annotations.NullMarked;
