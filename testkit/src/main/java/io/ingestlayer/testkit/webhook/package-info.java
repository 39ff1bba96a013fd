/// A receiver of webhooks on loopback that is as strict as a careful one: it checks signatures by an implementation of its
/// own, the age of a message, its media type and its size.
@NullMarked
package io.ingestlayer.testkit.webhook;

import org.jspecify.annotations.NullMarked;
