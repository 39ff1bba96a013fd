@NullMarked
package io.ingestlayer.ingest.source.sdk;

import org.jspecify.annotations.NullMarked;
