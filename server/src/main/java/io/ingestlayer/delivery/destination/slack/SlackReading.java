package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A Slack message as lines of text, about as a person reads it in the channel. Pure.
final class SlackReading {
  private SlackReading() {}

  static String of(Value message) {
    List<String> lines = new ArrayList<>();
    if (message.get("channel") instanceof Value.Text channel) {
      lines.add(channel.value());
    }
    for (Value block : elements(message.get("blocks"))) {
      lines.add(block(block));
    }
    return lines.stream().filter(it -> !it.isBlank()).collect(Collectors.joining("\n"));
  }

  private static String block(Value block) {
    List<String> texts = new ArrayList<>();
    texts.add(text(block.get("text")));
    elements(block.get("fields")).forEach(it -> texts.add(text(it).replaceFirst("\n", ": ")));
    elements(block.get("elements")).forEach(it -> texts.add(text(it)));
    return texts.stream().filter(it -> !it.isBlank()).collect(Collectors.joining("\n"));
  }

  private static String text(Value object) {
    if (!(object.get("text") instanceof Value.Text text)) {
      return "";
    }
    boolean markup = object.get("type") instanceof Value.Text type && type.value().equals("mrkdwn");
    return markup ? shown(text.value()) : text.value();
  }

  private static String shown(String markup) {
    return markup
        .replaceAll("<((?:https?|mailto):[^|>]+)\\|([^>]+)>", "$2 ($1)")
        .replaceAll("<((?:https?|mailto):[^|>]+)>", "$1")
        .replaceAll("(?m)(?<![\\p{L}\\p{N}*])\\*([^*\n]+)\\*(?![\\p{L}\\p{N}*])", "$1")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private static List<Value> elements(Value value) {
    return value instanceof Value.Arr array ? array.elements() : List.of();
  }
}
