package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.TextTemplate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An event as a Slack message, within all of Slack's limits. Pure.
///
/// @param body what `chat.postMessage` or an incoming webhook takes, without the channel
/// @param cut whether something did not fit; then the message links to the whole event
record SlackMessage(Value.Obj body, boolean cut) {
  static final int SECTION_MAX = 3_000;
  static final int FIELDS_MAX = 10;
  static final int FIELD_MAX = 2_000;
  static final int HEADER_MAX = 150;
  static final int BLOCKS_MAX = 50;
  static final int TOTAL_MAX = 12_000;

  /// What the link to the whole event and the time may take of the total.
  private static final int CONTEXT_RESERVE = 600;

  private static final int FALLBACK_MAX = 1_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// One line of the default message.
  private record Labeled(String label, String value) {}

  /// @param template the route's own text, or null for the default message
  /// @param link where the whole event can be seen
  static SlackMessage of(Delivery delivery, @Nullable TextTemplate template, String link) {
    return template == null ? standard(delivery, link) : written(delivery, template, link);
  }

  /// The route's own text: its markup works, what the event holds is only text.
  private static SlackMessage written(Delivery delivery, TextTemplate template, String link) {
    String text = template.render(delivery.scope(), Notes.none(), SlackText::escape);
    if (text.isBlank()) {
      return standard(delivery, link);
    }
    List<String> pieces = SlackText.pieces(text, SECTION_MAX);
    List<Value> blocks = new ArrayList<>();
    int room = TOTAL_MAX - CONTEXT_RESERVE;
    boolean cut = false;
    for (String piece : pieces) {
      String kept = SlackText.cut(piece, Math.min(room, SECTION_MAX));
      if (kept.isBlank() || blocks.size() == BLOCKS_MAX - 1) {
        cut |= !piece.isBlank();
        break;
      }
      blocks.add(section(kept));
      room -= kept.length();
      if (kept.length() < piece.length()) {
        cut = true;
        break;
      }
    }
    if (cut) {
      blocks.add(context("… cut here · <" + link + "|see the whole event>"));
    }
    return message(delivery, blocks, SlackText.cut(text, FALLBACK_MAX), cut);
  }

  /// Header, fields, what is known of whom it is about, time and link.
  private static SlackMessage standard(Delivery delivery, String link) {
    String type = delivery.event().type();
    List<Labeled> fields = fields(body(delivery));
    List<Labeled> known = traits(delivery.scope().root("entity"));
    List<Value> blocks = new ArrayList<>();
    blocks.add(header(type));
    int room = TOTAL_MAX - CONTEXT_RESERVE - type.length();
    boolean cut = false;
    for (List<Labeled> group : List.of(fields, known)) {
      Fitted fitted = fit(group, room);
      if (!fitted.texts().isEmpty()) {
        blocks.add(fieldsSection(fitted.texts()));
      }
      room -= fitted.length();
      cut |= fitted.cut();
    }
    String seen =
        cut ? "… cut · <" + link + "|see the whole event>" : "<" + link + "|see the event>";
    blocks.add(context(TIME.format(delivery.event().occurredAt()) + " · " + seen));
    String summary =
        fields.stream()
            .map(it -> it.label() + " " + SlackText.escape(it.value()))
            .collect(Collectors.joining(", ", SlackText.escape(type) + ": ", ""));
    return message(delivery, blocks, SlackText.cut(summary, FALLBACK_MAX), cut);
  }

  private record Fitted(List<String> texts, int length, boolean cut) {}

  /// As many fields as there is room for, each within its own limit.
  private static Fitted fit(List<Labeled> group, int room) {
    List<String> texts = new ArrayList<>();
    int length = 0;
    boolean cut = false;
    for (Labeled field : group) {
      String whole = "*" + field.label() + "*\n" + SlackText.escape(field.value());
      String text = SlackText.cut(whole, Math.min(FIELD_MAX, room - length));
      cut |= text.length() < whole.length();
      if (text.length() > field.label().length() + 3) {
        texts.add(text);
        length += text.length();
      }
    }
    return new Fitted(texts, length, cut);
  }

  private static Value.Obj body(Delivery delivery) {
    return delivery.scope().output() instanceof Value.Obj output
        ? output
        : delivery.event().payload().tree();
  }

  /// The scalar members in their order, without ids and times unless nothing else is left.
  private static List<Labeled> fields(Value.Obj body) {
    List<Labeled> all = scalars(body);
    List<Labeled> telling = all.stream().filter(it -> !isTechnical(it.label())).toList();
    return (telling.isEmpty() ? all : telling)
        .stream()
            .limit(FIELDS_MAX)
            .map(it -> new Labeled(SlackText.escape(humanized(it.label())), it.value()))
            .toList();
  }

  private static List<Labeled> traits(Value entities) {
    if (!(entities instanceof Value.Obj kinds)) {
      return List.of();
    }
    return kinds.members().entrySet().stream()
        .flatMap(kind ->
            kind.getValue() instanceof Value.Obj traits
                ? scalars(traits).stream()
                    .map(it ->
                        new Labeled(
                            SlackText.escape(
                                humanized(kind.getKey()) + " " + it.label().replace('_', ' ')),
                            it.value()))
                : List.<Labeled>of().stream())
        .limit(FIELDS_MAX)
        .toList();
  }

  private static List<Labeled> scalars(Value.Obj object) {
    List<Labeled> scalars = new ArrayList<>();
    for (Map.Entry<String, Value> member : object.members().entrySet()) {
      String text =
          switch (member.getValue()) {
            case Value.Text it -> it.value();
            case Value.Num it -> it.text();
            case Value.Bool it -> it.value() ? "yes" : "no";
            case Value.Null _, Value.Absent _, Value.Arr _, Value.Obj _ -> "";
          };
      if (!text.isBlank()) {
        scalars.add(new Labeled(member.getKey(), text));
      }
    }
    return scalars;
  }

  private static boolean isTechnical(String name) {
    return name.equals("id") || name.endsWith("_id") || name.endsWith("_at");
  }

  /// `api_calls` as a person writes it: `Api calls`.
  private static String humanized(String name) {
    String words = name.replace('_', ' ').strip();
    return words.isEmpty()
        ? name
        : words.substring(0, words.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT)
            + words.substring(words.offsetByCodePoints(0, 1));
  }

  private static SlackMessage message(
      Delivery delivery, List<Value> blocks, String fallback, boolean cut) {
    Value.Obj payload =
        Value.object()
            .put("delivery_id", delivery.id().toString())
            .put("event_id", delivery.event().id().toString())
            .build();
    Value.Obj body =
        Value.object()
            .put("text", fallback.isBlank() ? delivery.event().type() : fallback)
            .put("blocks", Value.array(blocks))
            .put("link_names", false)
            .put("parse", "none")
            .put("unfurl_links", false)
            .put("unfurl_media", false)
            .put(
                "metadata",
                Value.object()
                    .put("event_type", "ingestlayer_delivery")
                    .put("event_payload", payload)
                    .build())
            .build();
    return new SlackMessage(body, cut);
  }

  private static Value header(String text) {
    Value.Obj plain =
        Value.object()
            .put("type", "plain_text")
            .put("text", SlackText.cut(text, HEADER_MAX))
            .put("emoji", false)
            .build();
    return Value.object().put("type", "header").put("text", plain).build();
  }

  private static Value section(String text) {
    return Value.object().put("type", "section").put("text", markdown(text)).build();
  }

  private static Value fieldsSection(List<String> texts) {
    return Value.object()
        .put("type", "section")
        .put("fields", Value.array(texts.stream().map(SlackMessage::markdown).toList()))
        .build();
  }

  private static Value context(String text) {
    return Value.object()
        .put("type", "context")
        .put("elements", Value.array(List.of(markdown(text))))
        .build();
  }

  private static Value markdown(String text) {
    return Value.object().put("type", "mrkdwn").put("text", text).put("verbatim", true).build();
  }

  /// What is sent to a channel of its own choice; an incoming webhook has one already.
  String json(@Nullable String channel) {
    return Json.write(channel == null ? body : body.with("channel", Value.of(channel)));
  }
}
