/// Discord: a message to a channel, by a channel's webhook or by a bot.
///
/// The vendor's pages: "Execute Webhook", "Create Message", embed limits, allowed mentions, rate limits and error codes, all
/// under <https://discord.com/developers/docs>. Its limits: 2 000 characters of content; 10 embeds, with 256 in a title,
/// 4 096 in a description, 25 fields of 256 and 1 024, 2 048 in a footer, and 6 000 over all embeds; characters are counted
/// after white space at both ends is gone, and what is left must not be empty. Of embeds with the same address only the
/// first is shown, and an address needs a host with a dot. Its pace is told with each answer: about 5 messages in 2 seconds
/// for a webhook and 30 in a minute for a channel's webhooks, 5 in 5 seconds for a bot in a channel. Who goes on after 401,
/// 403, 404 or 429 has the whole host shut out, which is why those stop a destination at once.
///
/// A bot's message carries a nonce, by which Discord drops a repeat within some minutes; a webhook has no such means.
@NullMarked
package io.ingestlayer.delivery.destination.discord;

import org.jspecify.annotations.NullMarked;
