package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.ChannelList;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.delivery.vendor.NoAnswer;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The channels that Slack shows to the bot, by `conversations.list`.
///
/// Slack recommends at most 200 a page and allows some 20 pages a minute; of an answer we read 64 KiB, so that a page with
/// long topics is asked for again in halves. Facts: <https://docs.slack.dev/reference/methods/conversations.list>.
record SlackChannels(Config destination) implements ChannelList {
  private static final String PUBLIC = "public_channel";
  private static final String BOTH = "public_channel,private_channel";
  private static final int LIMIT_MAX = 200;
  private static final int LIMIT_MIN = 10;
  private static final int CALLS_MAX = 20;

  /// Where the listing stands.
  private record Place(String types, int limit, String cursor) {}

  @Override
  public Answer channels(DestinationContext context) {
    SlackTokens tokens = SlackTokens.of(destination, context);
    SlackApi api =
        new SlackApi(context.http(), destination.get(SlackDestinationType.BASE_URL), tokens);
    List<Channel> found = new ArrayList<>();
    boolean both =
        destination.find(SlackDestinationType.TOKEN).isPresent()
            || destination.get(SlackApp.PRIVATE_CHANNELS);
    Place place = new Place(both ? BOTH : PUBLIC, LIMIT_MAX, "");
    try {
      for (int call = 0; call < CALLS_MAX; call++) {
        HttpSender.Answer answer = api.channels(place.types(), place.limit(), place.cursor());
        Value page = JsonAnswer.of(answer);
        if (page.get("channels") instanceof Value.Arr channels) {
          channels.elements().forEach(it -> channel(it).ifPresent(found::add));
          String cursor = text(page.get("response_metadata").get("next_cursor"));
          if (cursor.isEmpty()) {
            return new Listed(found, false);
          }
          place = new Place(place.types(), place.limit(), cursor);
        } else if (lacksPrivate(answer, place)) {
          place = new Place(PUBLIC, place.limit(), "");
        } else if (isTooLong(answer) && place.limit() > LIMIT_MIN) {
          place = new Place(place.types(), Math.max(LIMIT_MIN, place.limit() / 2), place.cursor());
        } else {
          return new Failed(failure(answer, tokens, context));
        }
      }
      return new Listed(found, true);
    } catch (NoTokenException e) {
      return new Failed(e.result());
    } catch (EgressRefusedException e) {
      return new Failed(NoAnswer.refused(e));
    } catch (HttpSendException e) {
      return new Failed(NoAnswer.lost(e, false));
    }
  }

  /// A pasted token may list public channels only.
  private static boolean lacksPrivate(HttpSender.Answer answer, Place place) {
    return place.types().equals(BOTH)
        && place.cursor().isEmpty()
        && SlackAnswer.error(answer).filter("missing_scope"::equals).isPresent()
        && text(JsonAnswer.of(answer).get("needed")).contains("groups:read");
  }

  private static boolean isTooLong(HttpSender.Answer answer) {
    return answer.isSuccess() && JsonAnswer.of(answer) == Value.Absent.ABSENT;
  }

  private static AttemptResult failure(
      HttpSender.Answer answer, SlackTokens tokens, DestinationContext context) {
    AttemptResult result =
        SlackAnswer.of(
            answer, "the list of channels", AttemptResult.Delivered.OK, context.timer().instant());
    return result instanceof AttemptResult.Hold hold ? tokens.refused(hold) : result;
  }

  private static Optional<Channel> channel(Value channel) {
    String id = text(channel.get("id"));
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Channel(
                id,
                "#" + text(channel.get("name")),
                channel.get("is_private") == Value.Bool.TRUE,
                channel.get("is_member") == Value.Bool.TRUE));
  }

  private static String text(Value value) {
    return value instanceof Value.Text(String text) ? text : "";
  }
}
