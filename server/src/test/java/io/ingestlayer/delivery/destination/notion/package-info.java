@NullMarked
package io.ingestlayer.delivery.destination.notion;

import org.jspecify.annotations.NullMarked;
