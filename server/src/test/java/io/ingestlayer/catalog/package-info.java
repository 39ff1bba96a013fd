/// Tests of what this version knows.
@NullMarked
package io.ingestlayer.catalog;

import org.jspecify.annotations.NullMarked;
