/// Property tests: values made by chance from a seed, and the seed printed when a property does not hold.
@NullMarked
package io.ingestlayer.testkit.seed;

import org.jspecify.annotations.NullMarked;
