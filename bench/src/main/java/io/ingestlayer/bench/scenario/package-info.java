/// What is measured on the whole server, each beside a baseline that does the same without it.
@NullMarked
package io.ingestlayer.bench.scenario;

import org.jspecify.annotations.NullMarked;
