/// Events as our own clients send them: `POST /v1/ingest` with `{events: [{type, payload, idempotencyKey?, timestamp?}]}`,
/// at most 500 of at most 262 144 characters (code points of their JSON) each.
///
/// What makes the request unreadable (bytes that are no UTF-8, text that is no JSON, another envelope, too many events)
/// refuses the whole of it. What is wrong with one event of well-formed JSON (its members, its limits, names that come
/// twice) refuses that event; the others are judged by themselves.
@NullMarked
package io.ingestlayer.ingest.source.sdk;

import org.jspecify.annotations.NullMarked;
