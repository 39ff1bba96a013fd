package io.ingestlayer.delivery;

import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.time.Timer;
import java.net.URI;

/// What a destination gets from the process around it.
///
/// @param name the destination's name in its workspace
/// @param publicUrl where this server's pages are found, without a slash at the end
/// @param http the one way out for HTTP
/// @param egress says which addresses may be connected to, for destinations that speak something else
/// @param inbox keeps messages for a person to look at
/// @param declared says what event types declare, for destinations that prepare a place for it
/// @param credentials keeps the credentials of this destination that a vendor replaces
/// @param kept keeps what this destination must still know after a restart
public record DestinationContext(
    String name,
    URI publicUrl,
    Timer timer,
    HttpSender http,
    EgressPolicy egress,
    InboxMessages inbox,
    DeclaredFields declared,
    Credentials credentials,
    KeptFacts kept) {

  /// For a destination that finds out nothing that it must know after a restart.
  public DestinationContext(
      String name,
      URI publicUrl,
      Timer timer,
      HttpSender http,
      EgressPolicy egress,
      InboxMessages inbox,
      DeclaredFields declared,
      Credentials credentials) {
    this(name, publicUrl, timer, http, egress, inbox, declared, credentials, KeptFacts.NONE);
  }

  /// The same, for one whose credentials never change.
  public DestinationContext(
      String name,
      URI publicUrl,
      Timer timer,
      HttpSender http,
      EgressPolicy egress,
      InboxMessages inbox,
      DeclaredFields declared) {
    this(name, publicUrl, timer, http, egress, inbox, declared, Credentials.NONE);
  }

  /// The same, for one that does not ask what event types declare either.
  public DestinationContext(
      String name,
      URI publicUrl,
      Timer timer,
      HttpSender http,
      EgressPolicy egress,
      InboxMessages inbox) {
    this(name, publicUrl, timer, http, egress, inbox, DeclaredFields.NONE);
  }

  /// The link for a person to see the whole event.
  public String eventLink(Delivery delivery) {
    return publicUrl + "/events/" + delivery.event().id();
  }
}
