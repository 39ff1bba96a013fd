@NullMarked
package io.ingestlayer.workspace.yaml;

import org.jspecify.annotations.NullMarked;
