/// A strict SMTP server for tests: it refuses what a careful server refuses, and fails as it is told.
@NullMarked
package io.ingestlayer.testkit.smtp;

import org.jspecify.annotations.NullMarked;
