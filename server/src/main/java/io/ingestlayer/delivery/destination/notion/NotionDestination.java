package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.vendor.KeptText;
import io.ingestlayer.delivery.vendor.NoAnswer;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.util.List;
import java.util.Optional;

/// Writes to Notion by the token of one integration. One delivery is one page, or one batch of blocks.
final class NotionDestination implements Destination {
  private final DestinationContext context;
  private final Config config;
  private final ConnectionPause pause;
  private final NotionApi api;
  private final NotionSchemas schemas;

  NotionDestination(Config config, DestinationContext context) {
    this.context = context;
    this.config = config;
    pause = new ConnectionPause(context.timer());
    api = new NotionApi(context.http(), config.get(NotionDestinationType.BASE_URL), this::token);
    schemas = new NotionSchemas(api, context.timer());
  }

  /// The token that is valid now.
  private Secret token() {
    return config.get(NotionDestinationType.TOKEN);
  }

  @Override
  public AttemptReport deliver(Attempt attempt) {
    Optional<AttemptResult.RateLimited> asked = pause.now();
    if (asked.isPresent()) {
      return AttemptReport.same(attempt, asked.get(), null, null);
    }
    Delivery delivery = attempt.single();
    NotionRoute route = NotionRoute.of(delivery.route().config());
    Said said = new Said(new KeptText(List.of(token())));
    AttemptResult result = write(delivery, route, said);
    if (result instanceof AttemptResult.RateLimited limited) {
      pause.asked(limited);
    }
    return AttemptReport.same(attempt, result, said.request(), said.response());
  }

  private AttemptResult write(Delivery delivery, NotionRoute route, Said said) {
    String link = context.eventLink(delivery);
    try {
      return switch (route.target()) {
        case NotionRoute.Target.Page page ->
            new PageLog(api, context.timer(), said).append(page, delivery, route, link);
        case NotionRoute.Target.Database database ->
            new PageMaker(api, schemas, context.timer(), said)
                .make(database, delivery, route, link);
      };
    } catch (EgressRefusedException e) {
      return NoAnswer.refused(e);
    } catch (HttpSendException e) {
      return NoAnswer.lost(e, said.isWriting());
    }
  }
}
