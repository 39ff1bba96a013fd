/// What the machine gives: database, HTTP, files, time, secrets. Knows nothing of events.
@NullMarked
package io.ingestlayer.platform;

import org.jspecify.annotations.NullMarked;
