@NullMarked
package io.ingestlayer.delivery.destination.email;

import org.jspecify.annotations.NullMarked;
