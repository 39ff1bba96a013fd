/// HTTP both ways: the server with its router, problems and bodies, and the one client that everything outgoing goes through.
@NullMarked
package io.ingestlayer.platform.http;

import org.jspecify.annotations.NullMarked;
