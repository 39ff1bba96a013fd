@NullMarked
package io.ingestlayer.delivery.vendor;

import org.jspecify.annotations.NullMarked;
