/// A Telegram on loopback, as strict as the real one: `sendMessage` of bots. It refuses what Telegram refuses, with
/// Telegram's sentences, keeps the pace that Telegram's FAQ tells on the clock it is handed, and fails on demand. Facts:
/// core.telegram.org/bots/api#sendmessage, #messageentity, #formatting-options, #responseparameters, core.telegram.org/bots/faq.
@NullMarked
package io.ingestlayer.testkit.telegram;

import org.jspecify.annotations.NullMarked;
