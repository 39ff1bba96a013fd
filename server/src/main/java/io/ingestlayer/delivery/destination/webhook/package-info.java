/// A webhook: each event, or a batch of them, as one signed HTTP request to an address of the user's own.
///
/// The pages: Standard Webhooks 1.0.0 (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>)
/// says what the headers and signatures are, the HTTP binding of CloudEvents 1.0.2
/// (<https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md>) the two shapes of that
/// name. Limits are the receiver's own; Standard Webhooks advises fewer than 20 kB and 15 to 30 seconds. There is no answer
/// that a receiver may give twice: whoever must act once keeps the `webhook-id`, which is the same at each try.
@NullMarked
package io.ingestlayer.delivery.destination.webhook;

import org.jspecify.annotations.NullMarked;
