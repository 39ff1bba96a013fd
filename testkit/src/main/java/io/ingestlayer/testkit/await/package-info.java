/// A bounded wait for something another process or thread does, for the tests that cannot turn a clock: those
/// that run the real thing.
@NullMarked
package io.ingestlayer.testkit.await;

import org.jspecify.annotations.NullMarked;
