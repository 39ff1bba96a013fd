/// E-mail: a message to the people a route names, handed to one SMTP server under an address of one's own.
///
/// RFC 5321 (SMTP), 5322 and 2047 (messages), 3207 and 8314 (TLS), 4954 (logging in), 6531 (addresses beyond ASCII), 8058
/// (unsubscribing), 3834 (automatic messages). Nothing goes out unencrypted unless somebody said so. A message is one
/// transaction for all its recipients; each of them is answered for alone, and whoever has it is not sent it again. There is
/// no idempotency key: a message whose last answer was lost goes out again under the same `Message-ID`, by which receivers
/// can drop the repeat.
@NullMarked
package io.ingestlayer.delivery.destination.email;

import org.jspecify.annotations.NullMarked;
