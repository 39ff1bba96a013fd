/// The server's own folder on disk, and the proof that nobody else uses it.
@NullMarked
package io.ingestlayer.platform.file;

import org.jspecify.annotations.NullMarked;
