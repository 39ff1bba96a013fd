package io.ingestlayer.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One call to a vendor as a person looks at it.
///
/// @param deliveries how many went out in it
/// @param outcome `delivered`, `retry`, `rate_limited`, `reject`, `hold`, or `partial` when not all came to the same
/// @param ambiguous whether it may have arrived although there was no good answer
public record AttemptView(
    UUID id,
    int deliveries,
    Instant at,
    int millis,
    String outcome,
    String code,
    @Nullable String detail,
    boolean ambiguous,
    @Nullable String request,
    @Nullable String response) {}
