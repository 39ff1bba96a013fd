package io.ingestlayer.platform.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the handler of a method and path. Paths are exact, or have `{name}` for one whole segment.
///
/// A `HEAD` goes where the `GET` goes; the server keeps the body back. Routes are added before the server starts.
public final class Router {
  private static final int SEGMENTS_MAX = 32;

  private final Map<String, Map<String, RouteHandler>> exact = new HashMap<>();
  private final List<Template> templates = new ArrayList<>();

  private record Template(String method, List<String> segments, RouteHandler handler) {}

  /// Where a request leads.
  sealed interface Target {
    record Found(RouteHandler handler, Map<String, String> parameters) implements Target {}

    record WrongMethod(TreeSet<String> allowed) implements Target {}

    record Nowhere() implements Target {}
  }

  public Router get(String path, RouteHandler handler) {
    return route("GET", path, handler);
  }

  public Router post(String path, RouteHandler handler) {
    return route("POST", path, handler);
  }

  public Router put(String path, RouteHandler handler) {
    return route("PUT", path, handler);
  }

  public Router patch(String path, RouteHandler handler) {
    return route("PATCH", path, handler);
  }

  public Router delete(String path, RouteHandler handler) {
    return route("DELETE", path, handler);
  }

  private Router route(String method, String path, RouteHandler handler) {
    if (path.contains("{")) {
      List<String> segments = List.of(path.split("/", -1));
      if (segments.size() > SEGMENTS_MAX) {
        throw new IllegalArgumentException("a route of more than " + SEGMENTS_MAX + " segments");
      }
      templates.add(new Template(method, segments, handler));
    } else {
      exact.computeIfAbsent(path, it -> new HashMap<>()).put(method, handler);
    }
    return this;
  }

  /// @param path as it was sent, still encoded
  Target find(String sent, String path) {
    String method = sent.equals("HEAD") ? "GET" : sent;
    Map<String, RouteHandler> methods = exact.getOrDefault(path, Map.of());
    RouteHandler handler = methods.get(method);
    if (handler != null) {
      return new Target.Found(handler, Map.of());
    }
    TreeSet<String> allowed = new TreeSet<>(methods.keySet());
    String[] segments = path.split("/", SEGMENTS_MAX + 1);
    for (Template template : templates) {
      Map<String, String> parameters = match(template.segments(), segments);
      if (parameters != null && template.method().equals(method)) {
        return new Target.Found(template.handler(), parameters);
      }
      if (parameters != null) {
        allowed.add(template.method());
      }
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return allowed.isEmpty() ? new Target.Nowhere() : new Target.WrongMethod(allowed);
  }

  private static @Nullable Map<String, String> match(List<String> template, String[] segments) {
    if (template.size() != segments.length) {
      return null;
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < segments.length; i++) {
      String expected = template.get(i);
      if (expected.startsWith("{")) {
        String value = decode(segments[i]);
        if (value == null || value.isEmpty()) {
          return null;
        }
        parameters.put(expected.substring(1, expected.length() - 1), value);
      } else if (!expected.equals(segments[i])) {
        return null;
      }
    }
    return parameters;
  }

  private static @Nullable String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
