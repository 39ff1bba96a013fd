@NullMarked
package io.ingestlayer.platform.db;

import org.jspecify.annotations.NullMarked;
