@NullMarked
package io.ingestlayer.component;

import org.jspecify.annotations.NullMarked;
