@NullMarked
package io.ingestlayer.platform.file;

import org.jspecify.annotations.NullMarked;
