package io.ingestlayer.delivery.destination.telegram;

import io.ingestlayer.event.Value;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A Telegram message as lines of text, about as a person reads it in the chat. Pure.
final class TelegramReading {
  private TelegramReading() {}

  static String of(Value message) {
    StringBuilder text = new StringBuilder(text(message.get("text")));
    links(message)
        .forEach(it -> {
          int end = number(it.get("offset")) + number(it.get("length"));
          text.insert(Math.min(end, text.length()), " (" + text(it.get("url")) + ")");
        });
    return Stream.of(text(message.get("chat_id")), text.toString().replace("\u2060", ""))
        .filter(it -> !it.isBlank())
        .collect(Collectors.joining("\n"));
  }

  /// The last first, so that the places of the others stay right.
  private static List<Value> links(Value message) {
    List<Value> all =
        message.get("entities") instanceof Value.Arr array ? array.elements() : List.of();
    return all.stream()
        .filter(it -> it.get("url").isPresent())
        .sorted(Comparator.comparingInt((Value it) -> number(it.get("offset"))).reversed())
        .toList();
  }

  private static int number(Value value) {
    return value instanceof Value.Num number ? Integer.parseInt(number.text()) : 0;
  }

  private static String text(Value value) {
    return value instanceof Value.Text text ? text.value() : "";
  }
}
