/// A real PostgreSQL for tests: one server per JVM, a database of its own for each test.
@NullMarked
package io.ingestlayer.testkit.postgres;

import org.jspecify.annotations.NullMarked;
