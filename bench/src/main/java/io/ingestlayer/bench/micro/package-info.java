/// JMH benchmarks of what happens to every event outside the database: decoding, matching, rendering.
@NullMarked
package io.ingestlayer.bench.micro;

import org.jspecify.annotations.NullMarked;
