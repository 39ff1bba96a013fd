/// What tests stand on: vendors that are as strict as the real ones, networks that fail, a PostgreSQL, a clock to turn.
@NullMarked
package io.ingestlayer.testkit;

import org.jspecify.annotations.NullMarked;
