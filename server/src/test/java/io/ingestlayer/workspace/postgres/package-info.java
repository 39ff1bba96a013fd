@NullMarked
package io.ingestlayer.workspace.postgres;

import org.jspecify.annotations.NullMarked;
