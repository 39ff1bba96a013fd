/// Networks that fail: a port that refuses, a proxy that cuts, stalls and loses the answer to what was sent.
@NullMarked
package io.ingestlayer.testkit.net;

import org.jspecify.annotations.NullMarked;
