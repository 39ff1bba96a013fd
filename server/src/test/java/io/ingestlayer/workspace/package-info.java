@NullMarked
package io.ingestlayer.workspace;

import org.jspecify.annotations.NullMarked;
