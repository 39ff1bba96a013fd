/// A Slack on loopback, as strict as the real one: `chat.postMessage`, `users.lookupByEmail`, `conversations.open`,
/// `conversations.list`, `auth.test`, `auth.revoke`, `oauth.v2.access` with token rotation, and incoming webhooks. It
/// refuses what Slack refuses, with Slack's words, keeps Slack's pace on the clock it is handed, and fails on demand.
/// Facts: docs.slack.dev/reference/methods/chat.postMessage,
/// docs.slack.dev/reference/block-kit, docs.slack.dev/apis/web-api/rate-limits,
/// docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
@NullMarked
package io.ingestlayer.testkit.slack;

import org.jspecify.annotations.NullMarked;
