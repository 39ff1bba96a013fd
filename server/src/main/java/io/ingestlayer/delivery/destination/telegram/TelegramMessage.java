package io.ingestlayer.delivery.destination.telegram;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.AttemptResult.Rendered;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.message.MessageField;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.message.MessageTime;
import io.ingestlayer.delivery.message.TemplateText;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.TextTemplate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An event as a Telegram message, within all of Telegram's limits. Pure.
///
/// @param body text, entities, and no previews of links; without the chat
/// @param cut whether something did not fit; then the message links to the whole event
/// @param longest how long the text was before it was cut
record TelegramMessage(Value.Obj body, boolean cut, Rendered longest) {
  /// UTF-16 units.
  static final int TEXT_MAX = 4_096;

  private static final int VALUE_MAX = 1_024;
  private static final String WHOLE = "see the whole event";
  private static final TelegramText LINE = TelegramText.plain("\n");

  TelegramMessage {
    requireNonNull(body);
    requireNonNull(longest);
  }

  /// @param template the route's own text, or null for the default message; one that comes out empty counts as none
  /// @param link where the whole event can be seen
  static TelegramMessage of(Delivery delivery, @Nullable TextTemplate template, String link) {
    if (template != null) {
      TelegramText text =
          TelegramMarkup.read(TemplateText.of(template, delivery.scope())).stripped();
      if (!TelegramText.isUnseen(text.text())) {
        return written(text, link);
      }
    }
    return standard(delivery, link);
  }

  /// The route's own text.
  private static TelegramMessage written(TelegramText text, String link) {
    TelegramText ending =
        LINE.plus(TelegramText.plain("… cut, ")).plus(TelegramText.link(WHOLE, link));
    boolean cut = text.text().length() > TEXT_MAX;
    TelegramText shown = cut ? text.cut(TEXT_MAX - ending.text().length()).plus(ending) : text;
    long characters = MessageText.characters(text.text());
    return message(shown, cut, new Rendered(characters, TEXT_MAX));
  }

  /// Type, fields, what is known of whom it is about, time and link.
  private static TelegramMessage standard(Delivery delivery, String link) {
    List<MessageField> body = seen(MessageField.ofBody(delivery, VALUE_MAX));
    List<MessageField> known = seen(MessageField.ofEntities(delivery, VALUE_MAX));
    List<MessageField> all = Stream.concat(body.stream(), known.stream()).toList();
    TelegramText title = TelegramText.bold(delivery.event().type());
    String time = MessageTime.of(delivery.event().occurredAt()) + " · ";
    TelegramText where = TelegramText.link(WHOLE, link);
    int room =
        TEXT_MAX
            - title.text().length()
            - (time + "… cut, \n\n\n\n").length()
            - where.text().length();
    int wanted = all.stream().mapToInt(it -> line(it, TEXT_MAX).text().length()).sum();
    int share = wanted <= room ? TEXT_MAX : room / all.size();
    boolean cut = all.stream().anyMatch(it -> it.cut() || !isWhole(it, share));
    TelegramText text =
        title.plus(lines(body, share)).plus(known.isEmpty() ? TelegramText.plain("") : LINE);
    TelegramText ending = TelegramText.plain("\n\n" + time + (cut ? "… cut, " : "")).plus(where);
    long characters = all.stream().mapToLong(it -> it.characters() + 1).sum();
    return message(
        text.plus(lines(known, share)).plus(ending), cut, new Rendered(characters, TEXT_MAX));
  }

  private static List<MessageField> seen(List<MessageField> fields) {
    return fields.stream().filter(it -> !TelegramText.isUnseen(it.value())).toList();
  }

  private static TelegramText lines(List<MessageField> fields, int share) {
    return fields.stream()
        .map(it -> line(it, share))
        .reduce(TelegramText.plain(""), TelegramText::plus);
  }

  /// A line that is at most so long: `Plan: pro`, with the label in bold.
  private static TelegramText line(MessageField field, int lengthMax) {
    String label = label(field) + ":";
    String value = TelegramText.value(field.value().strip());
    int valueMax = lengthMax - label.length() - 2;
    String shown =
        isWhole(field, lengthMax)
            ? value
            : MessageText.cut(value, Math.max(0, valueMax - 1)).stripTrailing() + "…";
    return LINE.plus(TelegramText.bold(label)).plus(TelegramText.plain(" " + shown));
  }

  private static boolean isWhole(MessageField field, int lengthMax) {
    String value = TelegramText.value(field.value().strip());
    return !field.cut() && label(field).length() + 3 + value.length() <= lengthMax;
  }

  private static String label(MessageField field) {
    String label = TelegramText.value(field.label()).replaceAll("\\s+", " ").strip();
    return TelegramText.isUnseen(label) ? "(no name)" : label;
  }

  private static TelegramMessage message(TelegramText text, boolean cut, Rendered longest) {
    Value.Obj body =
        Value.object()
            .put("text", text.text())
            .put("entities", text.json())
            .put("link_preview_options", Value.object().put("is_disabled", true).build())
            .build();
    return new TelegramMessage(body, cut, longest);
  }
}
