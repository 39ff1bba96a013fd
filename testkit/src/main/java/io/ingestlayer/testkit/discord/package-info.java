/// A Discord on loopback, as strict as the real one: messages of bots and of webhooks. It refuses what Discord refuses, with
/// Discord's codes, tells its pace with each answer and keeps it on the clock it is handed, and fails on demand. Facts:
/// discord.com/developers/docs/resources/webhook#execute-webhook, /resources/message#create-message and
/// #embed-object-embed-limits, /topics/rate-limits, /topics/opcodes-and-status-codes#json.
@NullMarked
package io.ingestlayer.testkit.discord;

import org.jspecify.annotations.NullMarked;
