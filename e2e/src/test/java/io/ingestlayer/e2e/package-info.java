/// Stories of a user, one class each, against the packed jar over HTTP.
@NullMarked
package io.ingestlayer.e2e;

import org.jspecify.annotations.NullMarked;
