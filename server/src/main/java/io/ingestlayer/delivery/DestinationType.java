package io.ingestlayer.delivery;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// A kind of destination: what it is called, what it needs to be told, how it is paced, and how one is opened.
///
/// One object for the whole process; any thread may call it.
public interface DestinationType {

  /// The name in definitions: `slack`.
  String key();

  /// Other names that are accepted, such as the hosted product's.
  default Set<String> aliases() {
    return Set.of();
  }

  /// What a destination of this type needs.
  ConfigSpec config();

  /// What a pipeline says of it beside `to` and `when`.
  ConfigSpec route(Config destination);

  LaneSpec lanes(Config destination);

  /// Whether messages leave this server, so that an answer shows that its network works.
  default boolean isRemote() {
    return true;
  }

  /// The pacing key of a delivery: what the vendor limits by (a channel), or what can break alone (a table).
  ///
  /// Called once, when the delivery is decided; pure, total, at most 200 characters of the answer count.
  String lane(Config destination, Config route, Scope scope);

  /// The message as the vendor would get it, for a person to look at. Pure; contains no secret.
  ///
  /// @param destination empty where an inbox stands in for one: what is required of it may be missing
  Value preview(Config destination, Delivery delivery, DestinationContext context);

  /// A previewed message as lines of text, about as a person sees it there. Pure.
  default String read(Config destination, Value preview) {
    return Json.write(preview);
  }

  /// How a person connects it by consent; nothing when its configuration holds its credentials. Pure.
  default Optional<Consent> consent(Config destination) {
    return Optional.empty();
  }

  /// What a person pastes at the vendor to make the app that [#consent] needs; nothing when there is no such text. Pure.
  ///
  /// @param redirect this server's callback
  default Optional<String> manifest(URI redirect) {
    return Optional.empty();
  }

  /// Where it could send to; nothing when it has no list of that. Pure.
  default Optional<ChannelList> channels(Config destination) {
    return Optional.empty();
  }

  /// Opens it. Must not touch the network: the first attempt does.
  Destination open(Config destination, DestinationContext context);
}
