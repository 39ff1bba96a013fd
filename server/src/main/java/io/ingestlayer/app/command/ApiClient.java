package io.ingestlayer.app.command;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.Value;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Speaks to a server's API as any client does.
final class ApiClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI url;
  private final String key;

  /// @param url with or without a slash at the end
  ApiClient(URI url, String key) {
    this.url = URI.create(url.toString().replaceFirst("/+$", ""));
    this.key = key;
  }

  /// An answer: its status, and its body as JSON (null when it is none).
  record Answer(int status, Value body) {
    /// What a problem says, in its own words.
    String problem() {
      return body.get("detail") instanceof Value.Text detail
          ? detail.value()
          : "the server answered " + status;
    }
  }

  Answer send(String method, String path, String body) throws UnreachableException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), parse(response));
    } catch (ConnectException e) {
      throw new UnreachableException(
          "nobody answers at "
              + url
              + ": is the server running? (`make run`, or set INGESTLAYER_URL)",
          e);
    } catch (IOException e) {
      throw new UnreachableException("no answer from " + url + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted", e);
    }
  }

  private Value parse(HttpResponse<String> response) throws UnreachableException {
    try {
      return Json.parseObject(response.body());
    } catch (JsonException e) {
      if (response.statusCode() < 300) {
        throw new UnreachableException(
            "what answers at " + url + " is not ingestlayer; see INGESTLAYER_URL and --url", e);
      }
      return Value.Null.NULL;
    }
  }

  @Override
  public void close() {
    http.close();
  }

  /// There is no server, or no way to it.
  static final class UnreachableException extends ApiException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message, Throwable cause) {
      super(ExitCode.UNREACHABLE, message, cause);
    }
  }
}
