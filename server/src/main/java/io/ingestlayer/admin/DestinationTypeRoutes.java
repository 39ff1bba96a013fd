package io.ingestlayer.admin;

import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.KeyScope;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `/v1/destination-types/{type}/manifest`: what a person pastes at a vendor to make the app that connects destinations, with
/// this server's address in it.
final class DestinationTypeRoutes {
  private final Function<String, Optional<DestinationType>> types;
  private final URI publicUrl;
  private final Access access;

  DestinationTypeRoutes(
      Function<String, Optional<DestinationType>> types, URI publicUrl, Access access) {
    this.types = types;
    this.publicUrl = publicUrl;
    this.access = access;
  }

  void addTo(Router router) {
    router.get("/v1/destination-types/{type}/manifest", this::manifest);
  }

  private ServerResponse manifest(ServerRequest request) {
    access.require(request, KeyScope.READ);
    return types
        .apply(request.pathParameter("type"))
        .flatMap(it -> it.manifest(Consent.redirect(publicUrl, it.key())))
        .map(it -> new ServerResponse(200, "application/yaml", it, Map.of()))
        .orElseThrow(() -> Answers.notFound("such manifest"));
  }
}
