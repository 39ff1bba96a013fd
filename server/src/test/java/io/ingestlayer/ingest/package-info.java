@NullMarked
package io.ingestlayer.ingest;

import org.jspecify.annotations.NullMarked;
