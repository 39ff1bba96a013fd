/// HashiCorp Vault's transit engine on loopback, as strict as the real one about tokens, keys, Base64 and what a ciphertext
/// was bound to.
@NullMarked
package io.ingestlayer.testkit.vault;

import org.jspecify.annotations.NullMarked;
