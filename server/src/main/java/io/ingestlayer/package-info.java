/// The product. Its packages are its architecture; `ARCHITECTURE.md` draws them.
@NullMarked
package io.ingestlayer;

import org.jspecify.annotations.NullMarked;
