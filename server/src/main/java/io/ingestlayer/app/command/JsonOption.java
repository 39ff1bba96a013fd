package io.ingestlayer.app.command;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/// `--json`: what the server said as it said it, for scripts.
final class JsonOption {
  @Option(names = "--json", description = "Print JSON, one object a line.")
  private boolean json;

  boolean asked() {
    return json;
  }

  /// Prints a line for each where JSON was asked for; else leaves it to what prints for people.
  void print(PrintWriter out, List<Value> values, Consumer<List<Value>> plainly) {
    if (json) {
      values.forEach(it -> out.println(Json.write(it)));
    } else {
      plainly.accept(values);
    }
  }

  /// The same for one.
  void print(PrintWriter out, Value value, Consumer<Value> plainly) {
    if (json) {
      out.println(Json.write(value));
    } else {
      plainly.accept(value);
    }
  }
}
