@NullMarked
package io.ingestlayer.platform.http;

import org.jspecify.annotations.NullMarked;
