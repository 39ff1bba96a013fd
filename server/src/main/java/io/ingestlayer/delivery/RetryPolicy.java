package io.ingestlayer.delivery;

import io.ingestlayer.workspace.DestinationDefinition;

/// What becomes of a delivery that did not work.
///
/// @param giveUpAmbiguous whether what may have arrived is given up instead of being sent again
record RetryPolicy(RetrySchedule schedule, boolean giveUpAmbiguous) {

  static RetryPolicy of(DestinationDefinition definition) {
    return new RetryPolicy(
        RetrySchedule.of(definition.retrySchedule()), definition.policy().giveUpAmbiguous());
  }
}
