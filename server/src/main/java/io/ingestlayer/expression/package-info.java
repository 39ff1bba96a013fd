/// The expression language: small, total, parsed once.
@NullMarked
package io.ingestlayer.expression;

import org.jspecify.annotations.NullMarked;
