package io.ingestlayer.delivery.destination.slack;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.AttemptResult.Rendered;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.message.MessageField;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.message.MessageTime;
import io.ingestlayer.delivery.message.TemplateText;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.TextTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An event as a Slack message, within all of Slack's limits. Pure.
///
/// @param body what `chat.postMessage` or an incoming webhook takes, without the channel
/// @param cut whether something did not fit; then the message links to the whole event
/// @param longest the longest of its texts as it was before it was cut or went on in another section
record SlackMessage(Value.Obj body, boolean cut, Rendered longest) {
  /// All blocks together, as JSON; Slack refuses somewhere above 13 000.
  static final int BLOCKS_SIZE_MAX = 12_000;

  private static final int FALLBACK_MAX = 1_000;
  private static final String WHOLE = "see the whole event";

  SlackMessage {
    requireNonNull(body);
    requireNonNull(longest);
  }

  /// @param template the route's own text, or null for the default message; one that comes out empty counts as none
  /// @param mentions whether mentions in that text call people; those in values never do
  /// @param link where the whole event can be seen
  static SlackMessage of(
      Delivery delivery, @Nullable TextTemplate template, boolean mentions, String link) {
    String text =
        template == null
            ? ""
            : SlackText.markup(TemplateText.of(template, delivery.scope()), mentions);
    String target = "<" + SlackText.escape(link).replace("|", "%7C") + "|" + WHOLE + ">";
    if (text.isBlank()) {
      return standard(delivery, target);
    }
    return written(delivery, text, target);
  }

  /// The route's own text: its markup works, what the event holds is only text.
  private static SlackMessage written(Delivery delivery, String text, String link) {
    Value ending = SlackBlocks.context(cutHere(link));
    int room = BLOCKS_SIZE_MAX - 1 - SlackBlocks.size(ending);
    List<Value> blocks = new ArrayList<>();
    boolean cut = false;
    for (String piece : SlackText.pieces(text, SlackBlocks.SECTION_MAX)) {
      int empty = SlackBlocks.size(SlackBlocks.section(""));
      int length = SlackText.lengthWithin(piece, room - empty);
      boolean fits = length == piece.length();
      String kept = fits ? piece : SlackText.cutAfterWord(piece, length).stripTrailing();
      boolean hasPlace = blocks.size() < SlackBlocks.BLOCKS_MAX - 1;
      if (!kept.isBlank() && hasPlace) {
        blocks.add(SlackBlocks.section(kept));
        room -= SlackBlocks.size(blocks.getLast());
      }
      if (!fits || !hasPlace) {
        cut = true;
        break;
      }
    }
    if (cut) {
      blocks.add(ending);
    }
    Rendered longest = new Rendered(MessageText.characters(text), SlackBlocks.SECTION_MAX);
    return message(delivery, blocks, text, cut, longest);
  }

  /// Header, fields, what is known of whom it is about, time and link. Of the event and of those it is about, the short
  /// ones stand in two columns and the long ones after them in the whole width.
  private static SlackMessage standard(Delivery delivery, String link) {
    String type = delivery.event().type();
    List<SlackField> body = fields(MessageField.ofBody(delivery, SlackBlocks.FIELD_MAX));
    List<SlackField> known = fields(MessageField.ofEntities(delivery, SlackBlocks.FIELD_MAX));
    String time = MessageTime.of(delivery.event().occurredAt()) + " · ";
    Value ending = SlackBlocks.context(time + link);
    Value cutEnding = SlackBlocks.context(time + cutHere(link));
    List<Value> blocks = new ArrayList<>(List.of(SlackBlocks.header(type)));
    int room =
        BLOCKS_SIZE_MAX
            - 1
            - SlackBlocks.size(blocks.getFirst())
            - 2 * SlackBlocks.size(SlackBlocks.fields(List.of()))
            - wide(body, known) * SlackBlocks.SECTION_SIZE
            - SlackBlocks.size(cutEnding);
    int share = share(body, known, room);
    boolean cut = false;
    for (List<SlackField> group : List.of(body, known)) {
      List<Value> narrow = new ArrayList<>();
      List<Value> wide = new ArrayList<>();
      for (SlackField field : group) {
        SlackField.Part part = field.within(share);
        (field.isWide() ? wide : narrow).add(part.json());
        cut |= !part.whole();
      }
      if (!narrow.isEmpty()) {
        blocks.add(SlackBlocks.fields(narrow));
      }
      wide.forEach(it -> blocks.add(SlackBlocks.section(it)));
    }
    blocks.add(cut ? cutEnding : ending);
    String summary = body.stream().map(SlackField::inline).collect(Collectors.joining(", "));
    String fallback = SlackText.escape(type) + (summary.isEmpty() ? "" : ": " + summary);
    return message(delivery, blocks, fallback, cut, longest(body, known));
  }

  private static List<SlackField> fields(List<MessageField> fields) {
    return fields.stream().map(SlackField::new).toList();
  }

  private static int wide(List<SlackField> body, List<SlackField> known) {
    return Math.toIntExact(
        Stream.concat(body.stream(), known.stream()).filter(SlackField::isWide).count());
  }

  private static Rendered longest(List<SlackField> body, List<SlackField> known) {
    long characters =
        Stream.concat(body.stream(), known.stream())
            .mapToLong(it -> it.field().characters())
            .max()
            .orElse(0);
    return new Rendered(characters, SlackBlocks.FIELD_MAX);
  }

  /// What each field may take: all it wants when there is room for all, else the same for each.
  private static int share(List<SlackField> body, List<SlackField> known, int room) {
    List<SlackField> all = new ArrayList<>(body);
    all.addAll(known);
    int wanted = all.stream().mapToInt(it -> SlackBlocks.size(it.within(room).json())).sum();
    return wanted <= room ? room : room / all.size() - 1;
  }

  private static String cutHere(String link) {
    return "… cut, " + link;
  }

  private static SlackMessage message(
      Delivery delivery, List<Value> blocks, String fallback, boolean cut, Rendered longest) {
    Value.Obj payload =
        Value.object()
            .put("delivery_id", delivery.id().toString())
            .put("event_id", delivery.event().id().toString())
            .build();
    Value.Obj metadata =
        Value.object()
            .put("event_type", "ingestlayer_delivery")
            .put("event_payload", payload)
            .build();
    Value.Obj body =
        Value.object()
            .put("text", SlackText.cut(fallback, FALLBACK_MAX))
            .put("blocks", Value.array(blocks))
            .put("link_names", false)
            .put("parse", "none")
            .put("unfurl_links", false)
            .put("unfurl_media", false)
            .put("metadata", metadata)
            .build();
    return new SlackMessage(body, cut, longest);
  }

  /// What is sent to a channel of its own choice; an incoming webhook has one already.
  String json(@Nullable String channel) {
    return Json.write(channel == null ? body : body.with("channel", Value.of(channel)));
  }
}
