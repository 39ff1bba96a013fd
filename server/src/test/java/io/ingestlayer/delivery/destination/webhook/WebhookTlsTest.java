package io.ingestlayer.delivery.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.TlsPeer;
import io.ingestlayer.platform.http.TlsPeer.Identity;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTlsTest {
  private final FakeWebhookVendor fake = new FakeWebhookVendor();

  @AfterEach
  void close() {
    fake.close();
  }

  private AttemptReport send(TlsPeer peer, Value.Obj tls) throws Exception {
    String url = "https://localhost:" + peer.port() + "/in";
    Config config =
        SampleDeliveries.config(
            fake.type().config(),
            Json.write(Value.object().put("url", url).put("tls", tls).build()));
    try (Destination destination = fake.type().open(config, fake.context())) {
      return destination.deliver(
          SampleDeliveries.attempt("endpoint", SampleDeliveries.signedUp(fake.route())));
    }
  }

  @Test
  void a_receiver_that_asks_for_a_certificate_is_shown_it(@TempDir Path folder) throws Exception {
    Identity server = Identity.make(folder, "server", "EC", "dns:localhost");
    Identity ours = Identity.make(folder, "ours", "EC", "dns:ours.example");
    Value.Obj trusting = Value.object().put("ca", server.certificatePem()).build();
    Value.Obj presenting =
        trusting
            .with("certificate", Value.of(ours.certificatePem()))
            .with("key", Value.of(ours.keyPem()));

    try (TlsPeer peer = new TlsPeer(server, ours)) {
      AttemptReport without = send(peer, trusting);
      AttemptReport with = send(peer, presenting);

      assertThat(without.results().getFirst()).isInstanceOf(AttemptResult.Retry.class);
      assertThat(with.results()).containsExactly(AttemptResult.Delivered.OK);
      assertThat(peer.clients()).containsExactly("CN=ours");
      assertThat(with.toString()).doesNotContain("PRIVATE KEY");
    }
  }
}
