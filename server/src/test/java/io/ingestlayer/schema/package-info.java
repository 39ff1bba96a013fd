@NullMarked
package io.ingestlayer.schema;

import org.jspecify.annotations.NullMarked;
