@NullMarked
package io.ingestlayer.platform.db.embedded;

import org.jspecify.annotations.NullMarked;
