/// Envelope encryption: each secret is sealed with a data key of its own, and that key is wrapped by a master key, which
/// comes from the operator: a key in the environment or in a file, or one that never leaves a key management service.
@NullMarked
package io.ingestlayer.platform.secret;

import org.jspecify.annotations.NullMarked;
