/// Keeps promises: each decided event to each destination, at the pace the destination takes, retried until it is
/// delivered, dead or canceled.
///
/// A lane is one destination and its pacing key (a Slack channel, a table): a queue, a pace, a pause of its own.
@NullMarked
package io.ingestlayer.delivery;

import org.jspecify.annotations.NullMarked;
