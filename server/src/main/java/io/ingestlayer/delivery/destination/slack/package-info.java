/// Slack: a message to a channel, or to the person who owns the account, by a bot token, by one that a person's
/// consent brought, or by an incoming webhook.
///
/// The vendor's pages: `chat.postMessage`, Block Kit's blocks, rate limits, incoming webhooks, OAuth, token rotation, all under
/// <https://docs.slack.dev>. Its limits: about one message a second for each channel; 50 blocks; 3 000 characters in a
/// section's text, 10 fields of 2 000 in a section, 150 in a header; about 13 200 over all blocks, which is not documented, so
/// that we stop at 12 000. There is no idempotency key: a message whose answer was lost may be there twice, which is why
/// each carries the delivery's id in its metadata.
@NullMarked
package io.ingestlayer.delivery.destination.slack;

import org.jspecify.annotations.NullMarked;
