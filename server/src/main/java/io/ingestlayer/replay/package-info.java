/// Sending again: deliveries that a query finds, or stored events through a pipeline version, as jobs that can be watched,
/// paused and canceled. What a job promises waits behind live traffic in the lanes, and stands beside the first deliveries.
@NullMarked
package io.ingestlayer.replay;

import org.jspecify.annotations.NullMarked;
