/// The PostgreSQL that the server brings along: unpacked from the jar, run as a supervised child process with durable
/// settings, on loopback, as an ordinary user even when the server is root. Linux on x86-64 and arm64.
@NullMarked
package io.ingestlayer.platform.db.embedded;

import org.jspecify.annotations.NullMarked;
