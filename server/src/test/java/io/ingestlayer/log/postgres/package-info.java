@NullMarked
package io.ingestlayer.log.postgres;

import org.jspecify.annotations.NullMarked;
