/// Telegram: a message to a person, a group or a channel, by a bot.
///
/// The vendor's pages: `sendMessage`, formatting options and errors under <https://core.telegram.org/bots/api>, the pace under
/// <https://core.telegram.org/bots/faq>. Its limits: 1 to 4 096 UTF-16 units of text, without white space at both ends; 100
/// entities, of which none may end outside the text and none cut another. About one message a second in a chat, 20 a
/// minute in a group, 30 a second from a bot; the real limits are not told, so that what an answer asks for is obeyed.
///
/// Text and entities are sent apart, without a parse mode: what an event holds needs no escaping and can do nothing. There
/// is no means against repeats.
@NullMarked
package io.ingestlayer.delivery.destination.telegram;

import org.jspecify.annotations.NullMarked;
