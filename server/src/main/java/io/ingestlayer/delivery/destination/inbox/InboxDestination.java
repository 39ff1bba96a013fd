package io.ingestlayer.delivery.destination.inbox;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.DatabaseException;

/// Keeps what would have been sent.
final class InboxDestination implements Destination {
  private final DestinationType standIn;
  private final Config config;
  private final DestinationContext context;

  InboxDestination(DestinationType standIn, Config config, DestinationContext context) {
    this.standIn = standIn;
    this.config = config;
    this.context = context;
  }

  @Override
  public AttemptReport deliver(Attempt attempt) {
    try {
      for (Delivery delivery : attempt.deliveries()) {
        Value message = standIn.preview(Config.empty(config.at()), delivery, context);
        context.inbox().keep(context.name(), attempt.lane(), delivery, message, attempt.at());
      }
      return AttemptReport.same(attempt, AttemptResult.Delivered.OK, null, null);
    } catch (DatabaseException e) {
      // Never ambiguous: a message is kept once for each delivery, however often it is tried.
      AttemptResult later =
          new AttemptResult.Retry("database_unavailable", "our own database did not answer", false);
      return AttemptReport.same(attempt, later, null, null);
    }
  }
}
