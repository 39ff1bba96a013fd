package io.ingestlayer.testkit.discord;

import io.ingestlayer.testkit.discord.Outcome.Problem;
import io.ingestlayer.testkit.discord.Outcome.Refused;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The rules for the content of a message. A length is counted in UTF-16 units, the largest of the counts that Discord may
/// mean, after the white space at both ends is gone; what nobody could see counts as nothing.
final class MessageCheck {
  private static final int CONTENT_MAX = 2_000;
  private static final int EMBEDS_MAX = 10;
  private static final int TITLE_MAX = 256;
  private static final int DESCRIPTION_MAX = 4_096;
  private static final int FIELDS_MAX = 25;
  private static final int NAME_MAX = 256;
  private static final int VALUE_MAX = 1_024;
  private static final int FOOTER_MAX = 2_048;
  private static final int TOTAL_MAX = 6_000;
  private static final int USERNAME_MAX = 80;
  private static final int THREAD_NAME_MAX = 100;
  private static final int NONCE_MAX = 25;
  private static final int COLOR_MAX = 0xffffff;
  private static final Pattern EDGES =
      Pattern.compile(
          "^[\\p{IsWhite_Space}\\p{Cc}\\p{Cf}\\u2800\\u3164]+|[\\p{IsWhite_Space}\\p{Cc}\\p{Cf}\\u2800\\u3164]+$");
  private static final Pattern ADDRESS =
      Pattern.compile("https?://(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,}(?::[0-9]{1,5})?(?:[/?#]\\S*)?");
  private static final Set<String> COMMON =
      Set.of("content", "embeds", "allowed_mentions", "tts", "flags");

  private final List<Problem> problems = new ArrayList<>();
  private int total;

  private MessageCheck() {}

  static Optional<Refused> refusal(JsonNode message, boolean webhook) {
    MessageCheck check = new MessageCheck();
    check.message(message, webhook);
    if (!check.problems.isEmpty()) {
      return Optional.of(new Refused(400, 50_035, "Invalid Form Body", check.problems));
    }
    boolean empty =
        trimmed(message.path("content").asString("")).isEmpty() && message.path("embeds").isEmpty();
    return empty
        ? Optional.of(Refused.because(400, 50_006, "Cannot send an empty message"))
        : Optional.empty();
  }

  private static String trimmed(String text) {
    return EDGES.matcher(text).replaceAll("");
  }

  private void message(JsonNode message, boolean webhook) {
    Set<String> known = new HashSet<>(COMMON);
    known.addAll(
        webhook
            ? Set.of("username", "avatar_url", "thread_name")
            : Set.of("nonce", "enforce_nonce"));
    message.propertyNames().stream()
        .filter(it -> !known.contains(it))
        .forEach(it -> add(it, "UNKNOWN_MEMBER", "the fake knows no such member"));
    text(message.path("content"), "content", 0, CONTENT_MAX);
    mentions(message.path("allowed_mentions"));
    text(message.path("thread_name"), "thread_name", 1, THREAD_NAME_MAX);
    text(message.path("nonce"), "nonce", 1, NONCE_MAX);
    username(message.path("username"));
    address(message.path("avatar_url"), "avatar_url");
    embeds(message.path("embeds"));
  }

  private void embeds(JsonNode embeds) {
    if (embeds.isMissingNode()) {
      return;
    }
    if (!embeds.isArray() || embeds.size() > EMBEDS_MAX) {
      add("embeds", "BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length.");
      return;
    }
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < embeds.size(); i++) {
      JsonNode embed = embeds.path(i);
      embed(embed, "embeds." + i);
      String url = embed.path("url").asString("");
      // Discord takes it and shows only the first; a sender would not know.
      if (!url.isEmpty() && !addresses.add(url)) {
        add("embeds." + i + ".url", "DUPLICATE_URL", "Only the first embed of a url is shown.");
      }
    }
    if (total > TOTAL_MAX) {
      add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
  }

  private void embed(JsonNode embed, String at) {
    Set<String> known =
        Set.of("title", "description", "url", "color", "timestamp", "fields", "footer");
    embed.propertyNames().stream()
        .filter(it -> !known.contains(it))
        .forEach(it -> add(at + "." + it, "UNKNOWN_MEMBER", "the fake knows no such member"));
    int before = total;
    total += text(embed.path("title"), at + ".title", 0, TITLE_MAX);
    total += text(embed.path("description"), at + ".description", 0, DESCRIPTION_MAX);
    fields(embed.path("fields"), at + ".fields");
    JsonNode footer = embed.path("footer");
    if (!footer.isMissingNode()) {
      total += text(footer.path("text"), at + ".footer.text", 1, FOOTER_MAX);
    }
    address(embed.path("url"), at + ".url");
    color(embed.path("color"), at + ".color");
    timestamp(embed.path("timestamp"), at + ".timestamp");
    if (total == before) {
      add(at, "BASE_TYPE_REQUIRED", "This field is required");
    }
  }

  private void fields(JsonNode fields, String at) {
    if (fields.size() > FIELDS_MAX) {
      add(at, "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.");
    }
    for (int i = 0; i < fields.size(); i++) {
      JsonNode field = fields.path(i);
      required(field, "name", at + "." + i);
      required(field, "value", at + "." + i);
      total += text(field.path("name"), at + "." + i + ".name", 1, NAME_MAX);
      total += text(field.path("value"), at + "." + i + ".value", 1, VALUE_MAX);
    }
  }

  private void required(JsonNode object, String name, String at) {
    if (!object.has(name)) {
      add(at + "." + name, "BASE_TYPE_REQUIRED", "This field is required");
    }
  }

  /// How long it is.
  private int text(JsonNode node, String at, int min, int max) {
    if (node.isMissingNode()) {
      return 0;
    }
    if (!node.isString()) {
      add(at, "STRING_TYPE_CONVERT", "Could not interpret \"%s\" as string.".formatted(node));
      return 0;
    }
    String text = trimmed(node.stringValue());
    if (text.length() < min) {
      add(at, "BASE_TYPE_REQUIRED", "This field is required");
    }
    if (text.length() > max) {
      add(at, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.".formatted(max));
    }
    return text.length();
  }

  private void username(JsonNode username) {
    text(username, "username", 1, USERNAME_MAX);
    String name = username.asString("").toLowerCase(Locale.ROOT);
    for (String word : List.of("discord", "clyde", "@", "#", ":", "```")) {
      if (name.contains(word)) {
        add(
            "username",
            "USERNAME_INVALID_CONTAINS",
            "Username cannot contain \"%s\"".formatted(word));
      }
    }
  }

  private void address(JsonNode url, String at) {
    if (!url.isMissingNode() && !ADDRESS.matcher(url.asString("")).matches()) {
      add(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    }
  }

  private void color(JsonNode color, String at) {
    if (!color.isMissingNode()
        && !(color.isInt() && color.intValue() >= 0 && color.intValue() <= COLOR_MAX)) {
      add(at, "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.");
    }
  }

  private void timestamp(JsonNode timestamp, String at) {
    try {
      if (!timestamp.isMissingNode()) {
        OffsetDateTime.parse(timestamp.asString(""));
      }
    } catch (DateTimeParseException e) {
      add(at, "DATE_TIME_TYPE_PARSE", "Could not parse. Should be ISO8601.");
    }
  }

  private void mentions(JsonNode mentions) {
    for (JsonNode kind : mentions.path("parse")) {
      if (!Set.of("users", "roles", "everyone").contains(kind.asString(""))) {
        add("allowed_mentions.parse", "BASE_TYPE_CHOICES", "Value must be one of its choices.");
      }
    }
  }

  private void add(String path, String code, String message) {
    problems.add(new Problem(path, code, message));
  }
}
