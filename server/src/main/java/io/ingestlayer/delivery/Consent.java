package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import java.net.URI;
import java.util.List;

/// How one destination gets its credential: by a person who consents at the vendor (OAuth 2.0, the code flow).
///
/// The server makes and checks the state, keeps what comes of it under [#FIELD], and wakes the destination; a type says only
/// how its vendor is spoken to. Any thread may call it.
public interface Consent {

  /// Where [Credentials] keep what the consent brought.
  String FIELD = "connection";

  /// The vendor's page where the person is asked. Pure.
  ///
  /// @param redirect where the vendor sends the browser afterwards
  /// @param state comes back with it, unchanged
  URI page(URI redirect, String state);

  /// Asks the vendor for the credential; returns within half a minute.
  ///
  /// @param code what the vendor gave to the browser; good for one use
  /// @param redirect the same as for the page
  Exchanged exchange(DestinationContext context, Secret code, URI redirect);

  /// Tells the vendor that the credential is not needed any more. What comes of it is not waited for: errors are swallowed.
  void revoke(DestinationContext context, Secret connection);

  /// What came of a code.
  sealed interface Exchanged {}

  /// The person's account is connected.
  ///
  /// @param connection all that the destination needs later, in one text
  /// @param account what it is connected to, for a person: a workspace's name
  /// @param missing what was asked for and not granted
  record Connected(Secret connection, String account, List<String> missing) implements Exchanged {
    public Connected {
      requireNonNull(connection);
      requireNonNull(account);
      missing = List.copyOf(missing);
    }
  }

  /// It is not.
  ///
  /// @param code the vendor's, or ours, in lower_snake
  /// @param detail a sentence for a person; holds no secret
  record NotConnected(String code, String detail) implements Exchanged {
    public NotConnected {
      requireNonNull(code);
      requireNonNull(detail);
    }
  }

  /// Where a vendor sends the browser back to.
  ///
  /// @param type the type's key
  static URI redirect(URI publicUrl, String type) {
    return URI.create(publicUrl + "/v1/oauth/" + type + "/callback");
  }

  /// The page of this server where a person begins.
  static String link(DestinationContext context) {
    return context.publicUrl() + "/connect/" + context.name();
  }
}
