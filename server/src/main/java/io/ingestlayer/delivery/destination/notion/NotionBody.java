package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.message.MessageField;
import io.ingestlayer.delivery.message.MessageTime;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// An event as the blocks of a page, within what one request takes. Pure.
///
/// A longer text is cut and not sent in further requests: the second of them could fail when the first is there already.
///
/// @param cut whether something did not fit; then a line says so and links to the whole event
record NotionBody(List<Value> blocks, boolean cut) {
  /// Bytes of all blocks, so that there is room for properties within Notion's 500 KB.
  static final int BODY_SIZE_MAX = 240_000;

  private static final int PAYLOAD_MAX = 20_000;
  private static final String SEE = "See the whole event";

  NotionBody {
    blocks = List.copyOf(blocks);
  }

  /// @param link where the whole event can be seen
  static NotionBody of(Delivery delivery, NotionRoute route, String link) {
    List<EventText.Line> lines =
        route.message() == null ? List.of() : EventText.lines(route.message(), delivery);
    return lines.isEmpty()
        ? standard(delivery, route.target() instanceof NotionRoute.Target.Page, link)
        : written(lines, link);
  }

  private static NotionBody written(List<EventText.Line> lines, String link) {
    Value ending = NotionBlock.PARAGRAPH.of(cutHere(link));
    int room = BODY_SIZE_MAX - NotionBlock.size(ending);
    List<Value> blocks = new ArrayList<>();
    for (EventText.Line line : lines) {
      int lengthMax = Math.min(NotionText.PIECE_MAX * NotionText.PIECES_MAX, room / 4);
      List<Value> text = NotionText.pieces(line.text(), lengthMax);
      Value block = line.block().of(text);
      boolean hasPlace = blocks.size() < NotionBlock.BLOCKS_MAX - 1;
      if (!hasPlace || NotionBlock.size(block) > room) {
        blocks.add(ending);
        return new NotionBody(blocks, true);
      }
      blocks.add(block);
      room -= NotionBlock.size(block);
      if (NotionText.isCut(line.text(), text)) {
        blocks.add(ending);
        return new NotionBody(blocks, true);
      }
    }
    return new NotionBody(blocks, false);
  }

  /// The facts, what is known of whom it is about, time and link, and the payload where it holds more than the facts. In a
  /// running log a heading stands for the page's title, and the payload is left to the link.
  private static NotionBody standard(Delivery delivery, boolean inLog, String link) {
    List<Value> blocks = new ArrayList<>();
    if (inLog) {
      blocks.add(NotionBlock.HEADING_3.of(List.of(NotionText.plain(delivery.event().type()))));
    }
    List<MessageField> body = MessageField.ofBody(delivery, NotionText.PIECE_MAX);
    List<MessageField> fields = new ArrayList<>(body);
    fields.addAll(MessageField.ofEntities(delivery, NotionText.PIECE_MAX));
    fields.forEach(it -> blocks.add(fact(it)));
    boolean cut = fields.stream().anyMatch(MessageField::cut);
    String payload =
        inLog || isAll(body, delivery)
            ? ""
            : IndentedJson.of(MessageField.body(delivery), PAYLOAD_MAX);
    cut |= payload.length() > PAYLOAD_MAX;
    List<Value> ending = new ArrayList<>();
    ending.add(NotionText.plain(MessageTime.of(delivery.event().occurredAt()) + " · "));
    ending.addAll(cut ? cutHere(link) : NotionText.link(SEE, link));
    blocks.add(NotionBlock.PARAGRAPH.of(ending));
    if (!payload.isEmpty()) {
      blocks.add(NotionBlock.HEADING_3.of(List.of(NotionText.plain("Payload"))));
      blocks.add(NotionBlock.CODE.of(NotionText.pieces(payload, PAYLOAD_MAX), "json"));
    }
    return new NotionBody(blocks, cut);
  }

  private static Value fact(MessageField field) {
    return NotionBlock.BULLET.of(
        List.of(
            NotionText.bold(field.label()),
            NotionText.plain(": "),
            NotionText.plain(field.value())));
  }

  /// Whether these facts are all that the event holds.
  private static boolean isAll(List<MessageField> facts, Delivery delivery) {
    Collection<Value> members = MessageField.body(delivery).members().values();
    return facts.size() == members.size()
        && facts.stream().noneMatch(MessageField::cut)
        && members.stream().noneMatch(it -> it instanceof Value.Obj || it instanceof Value.Arr);
  }

  private static List<Value> cutHere(String link) {
    List<Value> text = new ArrayList<>(List.of(NotionText.plain("… cut. ")));
    text.addAll(NotionText.link(SEE, link));
    return text;
  }
}
