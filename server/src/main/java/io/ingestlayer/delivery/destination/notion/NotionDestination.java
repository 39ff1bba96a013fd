package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Fact;
import io.ingestlayer.delivery.vendor.KeptText;
import io.ingestlayer.delivery.vendor.NoAnswer;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.util.List;
import java.util.Optional;

/// Writes to Notion by the token of one integration. One delivery is one page, or one batch of blocks.
final class NotionDestination implements Destination {
  private final DestinationContext context;
  private final NotionTokens tokens;
  private final ConnectionPause pause;

  /// The one of the attempt under way.
  private final ScopedValue<Secret> token = ScopedValue.newInstance();

  private final NotionApi api;
  private final NotionSchemas schemas;

  NotionDestination(Config config, DestinationContext context) {
    this.context = context;
    pause = new ConnectionPause(context.timer());
    tokens = new NotionTokens(config, context);
    api = new NotionApi(context.http(), config.get(NotionDestinationType.BASE_URL), token::get);
    schemas = new NotionSchemas(api, context.timer());
  }

  @Override
  public AttemptReport deliver(Attempt attempt) {
    Optional<AttemptResult.RateLimited> asked = pause.now();
    if (asked.isPresent()) {
      return AttemptReport.same(attempt, asked.get(), null, null);
    }
    AttemptReport report = report(attempt, tokens.now(), true);
    AttemptResult result = report.results().getFirst();
    if (result instanceof AttemptResult.RateLimited limited) {
      pause.asked(limited);
    }
    return report;
  }

  /// @param again whether to try another token when Notion refuses this one; it writes nothing when it does
  private AttemptReport report(Attempt attempt, NotionTokens.Found found, boolean again) {
    return switch (found) {
      case NotionTokens.None(AttemptResult none) -> AttemptReport.same(attempt, none, null, null);
      case NotionTokens.Token(Secret used, _) -> {
        Delivery delivery = attempt.single();
        Said said = new Said(new KeptText(tokens.secrets(used)));
        NotionRoute route = NotionRoute.of(delivery.route().config());
        AttemptResult result =
            ScopedValue.where(token, used).call(() -> write(delivery, route, said));
        yield again && result instanceof Hold hold && hold.code().equals("unauthorized")
            ? refused(attempt, tokens.insteadOf(used, hold), said)
            : AttemptReport.same(attempt, result, said.request(), said.response());
      }
    };
  }

  private AttemptReport refused(Attempt attempt, NotionTokens.Found next, Said said) {
    return switch (next) {
      case NotionTokens.None(AttemptResult none) ->
          AttemptReport.same(attempt, none, said.request(), said.response());
      case NotionTokens.Token other -> report(attempt, other, false);
    };
  }

  @Override
  public List<Fact> facts() {
    return tokens.facts();
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
