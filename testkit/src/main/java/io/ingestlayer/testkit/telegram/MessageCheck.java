package io.ingestlayer.testkit.telegram;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The rules for the content of a message. Where Telegram mends silently (a hundred and first entity, one that cuts another,
/// one outside the text once that is trimmed), the fake refuses: a sender would not know.
final class MessageCheck {
  private static final int TEXT_MAX = 4_096;
  private static final int ENTITIES_MAX = 100;
  private static final Set<String> KNOWN =
      Set.of(
          "chat_id",
          "text",
          "entities",
          "link_preview_options",
          "message_thread_id",
          "disable_notification",
          "protect_content");
  private static final Set<String> NESTING =
      Set.of("bold", "italic", "underline", "strikethrough", "spoiler");
  private static final Set<String> ALONE = Set.of("code", "pre");
  private static final Pattern EDGES =
      Pattern.compile(
          "^[\\p{IsWhite_Space}\\p{Cc}\\p{Cf}\\u2800\\u3164]+|[\\p{IsWhite_Space}\\p{Cc}\\p{Cf}\\u2800\\u3164]+$");
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?(?:[/?#]\\S*)?");

  private MessageCheck() {}

  private record Entity(String type, int from, int to) {
    boolean shares(Entity other) {
      return from < other.to && other.from < to;
    }

    boolean holds(Entity other) {
      return from <= other.from && to >= other.to;
    }
  }

  static Optional<Refusal> refusal(JsonNode message) {
    Optional<String> unknown =
        message.propertyNames().stream().filter(it -> !KNOWN.contains(it)).findFirst();
    if (unknown.isPresent()) {
      return Optional.of(Refusal.bad("the fake knows no member " + unknown.get()));
    }
    String text = message.path("text").asString("");
    if (EDGES.matcher(text).replaceAll("").isEmpty()) {
      return Optional.of(Refusal.bad("message text is empty"));
    }
    if (EDGES.matcher(text).replaceAll("").length() > TEXT_MAX) {
      return Optional.of(Refusal.bad("message is too long"));
    }
    return entities(text, message.path("entities"));
  }

  private static Optional<Refusal> entities(String text, JsonNode entities) {
    if (entities.size() > ENTITIES_MAX) {
      return Optional.of(Refusal.bad("too many entities"));
    }
    List<Entity> read = new ArrayList<>();
    for (JsonNode entity : entities) {
      Optional<String> problem = problem(text, entity);
      if (problem.isPresent()) {
        return Optional.of(Refusal.bad(problem.get()));
      }
      int from = entity.path("offset").intValue();
      Entity next =
          new Entity(
              entity.path("type").asString(""), from, from + entity.path("length").intValue());
      if (read.stream().anyMatch(it -> !mayShare(it, next))) {
        return Optional.of(Refusal.bad("can't parse entities: one cuts another"));
      }
      read.add(next);
    }
    return Optional.empty();
  }

  private static Optional<String> problem(String text, JsonNode entity) {
    String type = entity.path("type").asString("");
    if (!NESTING.contains(type) && !ALONE.contains(type) && !type.equals("text_link")) {
      return Optional.of("can't parse entities: type of entity");
    }
    if (!entity.path("offset").isInt() || !entity.path("length").isInt()) {
      return Optional.of("can't parse entities: offset and length must be of type Number");
    }
    int from = entity.path("offset").intValue();
    int to = from + entity.path("length").intValue();
    if (from < 0 || to <= from || to > text.stripTrailing().length()) {
      return Optional.of(
          "entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d"
              .formatted(from, to));
    }
    if (splits(text, from) || splits(text, to)) {
      return Optional.of("entity begins in a middle of a UTF-16 symbol at byte offset " + from);
    }
    if (EDGES.matcher(text.substring(from, to)).replaceAll("").isEmpty()) {
      return Optional.of("ENTITY_BOUNDS_INVALID");
    }
    String url = entity.path("url").asString("");
    return type.equals("text_link") && !ADDRESS.matcher(url).matches()
        ? Optional.of("entity URL '%s' is invalid: Wrong HTTP URL".formatted(url))
        : Optional.empty();
  }

  private static boolean splits(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isHighSurrogate(text.charAt(at - 1))
        && Character.isLowSurrogate(text.charAt(at));
  }

  private static boolean mayShare(Entity one, Entity other) {
    if (!one.shares(other)) {
      return true;
    }
    boolean nested = one.holds(other) || other.holds(one);
    boolean alone = ALONE.contains(one.type()) || ALONE.contains(other.type());
    boolean nests = NESTING.contains(one.type()) || NESTING.contains(other.type());
    return nested && !alone && nests;
  }
}
