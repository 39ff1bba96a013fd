package io.ingestlayer.delivery;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.RouteDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// What keeps events of a route in order: a hash of what its `order_by` yields. Pure.
///
/// Two keys of one hash wait for each other, which does no harm.
public final class OrderKey {
  private OrderKey() {}

  /// Null when the route asks for no order, or the event has none of it.
  public static @Nullable Long of(RouteDefinition route, Scope scope) {
    Expression by = route.orderBy();
    if (by == null) {
      return null;
    }
    Value key = by.evaluate(scope, Notes.none());
    return key.isPresent() ? hash(Json.write(key)) : null;
  }

  private static long hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
