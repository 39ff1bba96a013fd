package io.ingestlayer.delivery.destination.discord;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.AttemptResult.Rendered;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.message.MessageField;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.message.TemplateText;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.TextTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An event as a Discord message, within all of Discord's limits. Pure.
///
/// @param body content or embeds, with nobody mentioned
/// @param cut whether something did not fit; then the message says where the whole event is
/// @param longest the longest of its texts as it was before it was cut or went on in another embed
record DiscordMessage(Value.Obj body, boolean cut, Rendered longest) {
  static final int CONTENT_MAX = 2_000;
  static final int TITLE_MAX = 256;
  static final int DESCRIPTION_MAX = 4_096;

  /// Over all embeds. Discord says 6 000 and does not say of what; this leaves room for another way to count.
  static final int TOTAL_MAX = 5_700;

  private static final int NEUTRAL = 0x5c6b7a;
  private static final String WHOLE = "see the whole event";

  DiscordMessage {
    requireNonNull(body);
    requireNonNull(longest);
  }

  /// @param template the route's own text, or null for the default message; one that comes out empty counts as none
  /// @param address where the whole event can be seen
  static DiscordMessage of(Delivery delivery, @Nullable TextTemplate template, String address) {
    DiscordLink link = new DiscordLink(address);
    if (template != null) {
      TemplateText text = TemplateText.of(template, delivery.scope());
      if (!DiscordText.isUnseen(text.plain())) {
        return written(text, link);
      }
    }
    return standard(delivery, link);
  }

  /// The route's own text: its markup works, what the event holds is only text. As content while it fits, for only that
  /// can mention; else as the text of an embed.
  private static DiscordMessage written(TemplateText text, DiscordLink link) {
    Rendered longest = new Rendered(MessageText.characters(text.plain()), DESCRIPTION_MAX);
    String markup = DiscordText.markup(text);
    if (markup.length() <= CONTENT_MAX) {
      Value.Obj content = Value.object().put("content", markup).build();
      return new DiscordMessage(content.with("allowed_mentions", nobody()), false, longest);
    }
    if (markup.length() <= DESCRIPTION_MAX) {
      return embeds(List.of(described(markup)), false, longest);
    }
    return inPieces(DiscordText.escaped(text), link, longest);
  }

  private static DiscordMessage inPieces(String text, DiscordLink link, Rendered longest) {
    String notice = "… cut, " + WHOLE + link.spelled();
    int room = TOTAL_MAX - notice.length();
    boolean cut = text.length() > room;
    String kept = cut ? DiscordText.cutAfterWord(text, room) : text;
    List<Value> embeds = new ArrayList<>();
    for (String piece : MessageText.pieces(kept, DESCRIPTION_MAX, DiscordText::cutAfterWord)) {
      if (!DiscordText.isUnseen(piece)) {
        embeds.add(described(piece.strip()));
      }
    }
    if (cut) {
      embeds.add(titled(MessageText.cut(notice, TITLE_MAX), link).build());
    }
    return embeds(embeds, cut, longest);
  }

  /// Title, fields, what is known of whom it is about, time and link.
  private static DiscordMessage standard(Delivery delivery, DiscordLink link) {
    List<DiscordField> body = fields(MessageField.ofBody(delivery, DiscordField.VALUE_MAX));
    List<DiscordField> known = fields(MessageField.ofEntities(delivery, DiscordField.VALUE_MAX));
    String title = DiscordText.shortened(DiscordText.value(delivery.event().type()), TITLE_MAX);
    String notice = "… cut, " + cutNotice(link);
    int share = share(body, known, TOTAL_MAX - title.length() - notice.length());
    List<DiscordField.Part> first = parts(body, share);
    List<DiscordField.Part> second = parts(known, share);
    boolean cut =
        !Stream.concat(first.stream(), second.stream()).allMatch(DiscordField.Part::whole);
    String footer = cut ? notice : link.spelled().isEmpty() ? "" : WHOLE + link.spelled();
    List<Value.ObjBuilder> embeds = new ArrayList<>(List.of(titled(title, link)));
    embeds.getFirst().put("fields", json(first));
    if (!second.isEmpty()) {
      embeds.add(Value.object().put("color", NEUTRAL).put("fields", json(second)));
    }
    Value.ObjBuilder last = embeds.getLast();
    if (!footer.isEmpty()) {
      last.put("footer", Value.object().put("text", footer).build());
    }
    last.put("timestamp", delivery.event().occurredAt().toString());
    List<Value.Obj> built = embeds.stream().map(Value.ObjBuilder::build).toList();
    return embeds(built, cut, longest(body, known));
  }

  private static String cutNotice(DiscordLink link) {
    return link.spelled().isEmpty() ? "the title leads to the whole event" : WHOLE + link.spelled();
  }

  private static List<DiscordField> fields(List<MessageField> fields) {
    return fields.stream().map(DiscordField::new).filter(DiscordField::isSeen).toList();
  }

  private static List<DiscordField.Part> parts(List<DiscordField> fields, int share) {
    return fields.stream().map(it -> it.within(share)).toList();
  }

  private static Value json(List<DiscordField.Part> parts) {
    return Value.array(parts.stream().map(DiscordField.Part::json).toList());
  }

  /// What each field may take: all it wants when there is room for all, else the same for each.
  private static int share(List<DiscordField> body, List<DiscordField> known, int room) {
    List<DiscordField> all = Stream.concat(body.stream(), known.stream()).toList();
    int wanted = all.stream().mapToInt(it -> it.within(room).size()).sum();
    return wanted <= room ? room : room / all.size();
  }

  private static Rendered longest(List<DiscordField> body, List<DiscordField> known) {
    long characters =
        Stream.concat(body.stream(), known.stream())
            .mapToLong(it -> it.field().characters())
            .max()
            .orElse(0);
    return new Rendered(characters, DiscordField.VALUE_MAX);
  }

  private static Value.ObjBuilder titled(String title, DiscordLink link) {
    Value.ObjBuilder embed = Value.object().put("title", title).put("color", NEUTRAL);
    link.target().ifPresent(it -> embed.put("url", it));
    return embed;
  }

  private static Value described(String markup) {
    return Value.object().put("description", markup).put("color", NEUTRAL).build();
  }

  private static DiscordMessage embeds(
      List<? extends Value> embeds, boolean cut, Rendered longest) {
    Value.Obj body =
        Value.object().put("embeds", Value.array(embeds)).put("allowed_mentions", nobody()).build();
    return new DiscordMessage(body, cut, longest);
  }

  private static Value nobody() {
    return mentions(List.of());
  }

  /// Whom Discord may look for in the content: `users`, `roles`, `everyone`.
  static Value mentions(List<String> kinds) {
    List<Value> parse = kinds.stream().distinct().map(Value::of).toList();
    return Value.object().put("parse", Value.array(parse)).build();
  }
}
