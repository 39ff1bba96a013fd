package io.ingestlayer.delivery.destination.discord;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A Discord message as lines of text, about as a person reads it in the channel. Pure.
final class DiscordReading {
  private DiscordReading() {}

  static String of(Value message) {
    List<String> lines = new ArrayList<>();
    lines.add(text(message.get("channel")));
    lines.add(text(message.get("thread_name")));
    lines.add(shown(text(message.get("content"))));
    for (Value embed : elements(message.get("embeds"))) {
      addEmbed(lines, embed);
    }
    return lines.stream().filter(it -> !it.isBlank()).collect(Collectors.joining("\n"));
  }

  private static void addEmbed(List<String> lines, Value embed) {
    String url = text(embed.get("url"));
    lines.add(shown(text(embed.get("title"))) + (url.isEmpty() ? "" : " (" + url + ")"));
    lines.add(shown(text(embed.get("description"))));
    for (Value field : elements(embed.get("fields"))) {
      lines.add(shown(text(field.get("name"))) + ": " + shown(text(field.get("value"))));
    }
    lines.add(
        List.of(text(embed.get("footer").get("text")), time(text(embed.get("timestamp")))).stream()
            .filter(it -> !it.isEmpty())
            .collect(Collectors.joining(" · ")));
  }

  private static String time(String timestamp) {
    return timestamp.replaceFirst("T", " ").replaceFirst("(?:\\.[0-9]+)?Z$", " UTC");
  }

  private static String shown(String markup) {
    return markup
        .replaceAll("(?<!\\\\)\\[([^\\]\n]+)]\\((https?://[^)\\s]+)\\)", "$1 ($2)")
        .replaceAll("(?<!\\\\)(\\*\\*|__|~~)(.+?)(?<!\\\\)\\1", "$2")
        .replaceAll("\\\\([^0-9A-Za-z\\s])", "$1")
        .replace("\u200b", "");
  }

  private static String text(Value value) {
    return value instanceof Value.Text text ? text.value() : "";
  }

  private static List<Value> elements(Value value) {
    return value instanceof Value.Arr array ? array.elements() : List.of();
  }
}
