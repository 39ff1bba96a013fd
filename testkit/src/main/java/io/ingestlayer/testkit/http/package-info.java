/// A receiver of HTTP/1.1 requests on raw sockets, so that it can also answer as no HTTP library would.
@NullMarked
package io.ingestlayer.testkit.http;

import org.jspecify.annotations.NullMarked;
