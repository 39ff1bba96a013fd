@NullMarked
package io.ingestlayer.pipeline;

import org.jspecify.annotations.NullMarked;
