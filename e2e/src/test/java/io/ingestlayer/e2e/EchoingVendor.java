package io.ingestlayer.e2e;

import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// A server that answers with all it was sent, credentials too, as a careless one does while its developers look for a
/// mistake: first as a failure of its own, then as a refusal in the words of the vendor that is asked for.
final class EchoingVendor implements AutoCloseable {
  private static final String BASIC = "Basic ";

  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final Receiver receiver = Receiver.start(InstantSource.system(), this::answer);

  /// `http://127.0.0.1:port` followed by the path.
  String url(String path) {
    return receiver.url(path);
  }

  List<ReceivedRequest> requests() {
    return receiver.requests();
  }

  private Answer answer(ReceivedRequest request) {
    String vendor = request.path().split("/", 3)[1];
    String echo = echo(request);
    if (asked.merge(vendor, 1, Integer::sum) % 2 == 1) {
      return Answer.text(500, echo).with("X-Echo", request.target());
    }
    return switch (vendor) {
      case "slack" -> Answer.json(200, json(Map.of("ok", false, "error", echo)));
      case "services" -> Answer.text(403, echo);
      case "api", "discord" -> Answer.json(400, json(Map.of("code", 50_035, "message", echo)));
      case "telegram" ->
          Answer.json(400, json(Map.of("ok", false, "error_code", 400, "description", echo)));
      case "v1" ->
          Answer.json(
              400, json(Map.of("object", "error", "code", "validation_error", "message", echo)));
      default -> Answer.json(400, json(Map.of("request", echo))).with("Location", request.target());
    };
  }

  private static String json(Map<String, ?> object) {
    return Api.JSON.writeValueAsString(object);
  }

  private static String echo(ReceivedRequest request) {
    String headers =
        request.headers().stream()
            .map(it -> it.name() + ": " + it.value() + "\n" + encoded(it.value()) + "\n")
            .collect(Collectors.joining());
    String login = request.header("authorization").filter(it -> it.startsWith(BASIC)).orElse("");
    String decoded =
        login.isEmpty()
            ? ""
            : new String(
                Base64.getDecoder().decode(login.substring(BASIC.length())),
                StandardCharsets.UTF_8);
    return "%s %s\n%s\n%s%s\n%s"
        .formatted(
            request.method(),
            request.target(),
            encoded(request.target()),
            headers,
            decoded,
            request.text());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    receiver.close();
  }
}
