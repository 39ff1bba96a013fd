package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import org.jspecify.annotations.Nullable;

/// Posts to Slack, by a bot token or an incoming webhook. One message is one request.
final class SlackDestination implements Destination {
  private static final int REQUEST_KEPT_MAX = 16 * 1024;

  private final DestinationContext context;
  private final Way way;

  /// How it reaches Slack.
  private sealed interface Way {
    record Token(SlackApi api, SlackPeople people) implements Way {}

    record Webhook(io.ingestlayer.component.Secret url) implements Way {}
  }

  /// A channel as Slack takes it, and what to say about it.
  private record Recipient(@Nullable String channel, String shown, @Nullable String note) {}

  SlackDestination(Config config, DestinationContext context) {
    this.context = context;
    this.way =
        config
            .find(SlackDestinationType.WEBHOOK_URL)
            .<Way>map(Way.Webhook::new)
            .orElseGet(() -> {
              SlackApi api =
                  new SlackApi(
                      context.http(),
                      config.get(SlackDestinationType.BASE_URL),
                      config.get(SlackDestinationType.TOKEN));
              return new Way.Token(api, new SlackPeople(api, context.timer()));
            });
  }

  @Override
  public AttemptReport deliver(Attempt attempt) {
    Delivery delivery = attempt.single();
    SlackMessage message =
        SlackMessage.of(
            delivery,
            delivery.route().config().find(SlackDestinationType.MESSAGE).orElse(null),
            context.eventLink(delivery));
    String request = message.json(null);
    try {
      return switch (way) {
        case Way.Webhook webhook ->
            report(
                attempt,
                request,
                SlackApi.postWebhook(context.http(), webhook.url(), request),
                new Recipient(null, "the webhook's channel", note(message, null)));
        case Way.Token token -> post(attempt, message, token);
      };
    } catch (EgressRefusedException e) {
      return AttemptReport.same(attempt, refused(e), request, null);
    } catch (HttpSendException e) {
      return AttemptReport.same(
          attempt,
          new AttemptResult.Retry(e.code(), String.valueOf(e.getMessage()), e.maybeArrived()),
          shown(request),
          null);
    }
  }

  private AttemptReport post(Attempt attempt, SlackMessage message, Way.Token token)
      throws EgressRefusedException, HttpSendException {
    String lane = attempt.lane();
    Recipient recipient = new Recipient(lane, lane, note(message, null));
    if (lane.startsWith(SlackChannel.Owner.LANE_PREFIX)) {
      String email = lane.substring(SlackChannel.Owner.LANE_PREFIX.length());
      switch (token.people().find(email)) {
        case SlackPeople.Found.Conversation conversation ->
            recipient = new Recipient(conversation.id(), email, note(message, null));
        case SlackPeople.Found.Nobody _ -> {
          String fallback = fallback(attempt.single());
          recipient =
              new Recipient(
                  fallback,
                  fallback,
                  note(
                      message,
                      "Slack knows nobody of the address "
                          + email
                          + ", so it went to "
                          + fallback));
        }
        case SlackPeople.Found.Failed failed -> {
          return AttemptReport.same(attempt, failed.result(), null, null);
        }
      }
    }
    String request = message.json(recipient.channel());
    return report(attempt, request, token.api().post("chat.postMessage", request), recipient);
  }

  private AttemptReport report(
      Attempt attempt, String request, Answer answer, Recipient recipient) {
    AttemptResult result =
        SlackAnswer.of(answer, recipient.shown(), recipient.note(), context.timer().instant());
    return AttemptReport.same(attempt, result, shown(request), answer.body());
  }

  private static String fallback(Delivery delivery) {
    return delivery.route().config().get(SlackDestinationType.CHANNEL)
            instanceof SlackChannel.Owner owner
        ? owner.fallbackChannel(delivery.scope())
        : "";
  }

  private static @Nullable String note(SlackMessage message, @Nullable String other) {
    String cut = message.cut() ? "the text was cut to what Slack takes" : null;
    return cut == null || other == null ? (cut == null ? other : cut) : cut + "; " + other;
  }

  private static AttemptResult refused(EgressRefusedException e) {
    return switch (e.reason()) {
      case NOT_ALLOWED ->
          new AttemptResult.Hold(
              "egress_refused",
              String.valueOf(e.getMessage()),
              "Set the variable and start the server again, or use an address that is public.",
              true);
      case UNRESOLVED ->
          new AttemptResult.Retry("unresolved_host", String.valueOf(e.getMessage()), false);
    };
  }

  private static String shown(String request) {
    return SlackText.cut(request, REQUEST_KEPT_MAX);
  }
}
