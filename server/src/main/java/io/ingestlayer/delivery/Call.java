package io.ingestlayer.delivery;

import java.time.Duration;

/// One call to a destination and what it came to.
public record Call(Attempt attempt, AttemptReport report, Duration took) {}
