@NullMarked
package io.ingestlayer.delivery.destination.discord;

import org.jspecify.annotations.NullMarked;
