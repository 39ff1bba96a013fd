@NullMarked
package io.ingestlayer.delivery.destination.telegram;

import org.jspecify.annotations.NullMarked;
