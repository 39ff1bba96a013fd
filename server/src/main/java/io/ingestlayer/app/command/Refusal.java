package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;

/// What a server said when it refused, for people: its own words, each place that is wrong, and what to do next.
final class Refusal {
  /// A request of 500 events can be wrong in as many places.
  private static final int PLACES_MAX = 10;

  private Refusal() {}

  /// @param path what was asked for
  static String message(String path, ApiClient.Answer answer) {
    List<String> lines = new ArrayList<>();
    lines.add(answer.problem());
    List<Value> places = list(answer.body(), "errors");
    places.stream().limit(PLACES_MAX).map(Refusal::place).forEach(lines::add);
    if (places.size() > PLACES_MAX) {
      lines.add("  and %d more".formatted(places.size() - PLACES_MAX));
    }
    lines.add(next(path, answer.status()));
    return String.join(
        System.lineSeparator(),
        lines.stream().filter(it -> !it.isEmpty()).map(TextTable::printable).toList());
  }

  private static String place(Value error) {
    return "  %s: %s".formatted(text(error, "pointer"), text(error, "detail"));
  }

  private static String next(String path, int status) {
    return switch (status) {
      case 401 ->
          "the key is that of INGESTLAYER_KEY or --key; make one on the server's machine with: ingestlayer keys create NAME";
      case 403 ->
          "make a key that may, on the server's machine, with: ingestlayer keys create NAME --scope …";
      case 404 -> listing(path).isEmpty() ? "" : "see which there are with: " + listing(path);
      case 429 -> "too many requests; try again in a while";
      default -> "";
    };
  }

  /// The command that lists what this path is one of; empty when there is none.
  private static String listing(String path) {
    if (path.startsWith("/v1/deliveries/")) {
      return "ingestlayer deliveries";
    }
    if (path.startsWith("/v1/destinations/")) {
      return "ingestlayer destinations";
    }
    return path.startsWith("/v1/replays/") ? "ingestlayer replay list" : "";
  }
}
