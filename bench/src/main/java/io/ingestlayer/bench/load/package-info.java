/// An HTTP load generator that costs little: one thread, sockets that never block, requests that are bytes beforehand. It runs on the cores that it measures.
@NullMarked
package io.ingestlayer.bench.load;

import org.jspecify.annotations.NullMarked;
