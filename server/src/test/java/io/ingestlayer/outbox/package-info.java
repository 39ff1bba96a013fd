@NullMarked
package io.ingestlayer.outbox;

import org.jspecify.annotations.NullMarked;
