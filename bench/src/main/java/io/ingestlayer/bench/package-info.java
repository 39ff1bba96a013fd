/// The benchmarks: JMH for the parts, a load generator for the packed server, and baselines measured in the same minute, since a figure of one machine says nothing about another.
@NullMarked
package io.ingestlayer.bench;

import org.jspecify.annotations.NullMarked;
