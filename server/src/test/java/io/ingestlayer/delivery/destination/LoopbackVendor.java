package io.ingestlayer.delivery.destination;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.destination.HttpDestinationContract.HttpVendor;
import io.ingestlayer.platform.http.OkHttpSender;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.net.InetAddress;
import java.net.URI;

/// A strict vendor on loopback, and the room that speaks to it, on a clock to turn. Closing it closes the room's connections; who
/// extends it closes the vendor first.
public abstract class LoopbackVendor implements HttpVendor {
  public final TurnableClock clock = TurnableClock.start();
  private final DestinationType type;
  private final CheckedEgress egress =
      new CheckedEgress(CheckedEgress.ranges("127.0.0.0/8"), InetAddress::getAllByName);
  private final OkHttpSender http = new OkHttpSender(egress);
  private final DestinationContext context;

  /// @param name the destination's
  protected LoopbackVendor(String name, DestinationType type) {
    this.type = type;
    this.context =
        new DestinationContext(
            name,
            URI.create("https://ingest.example"),
            new TurnedTimer(clock),
            http,
            egress,
            new KeptMessages());
  }

  @Override
  public final DestinationType type() {
    return type;
  }

  @Override
  public final DestinationContext context() {
    return context;
  }

  /// A route that is right.
  public final Config route(String json) {
    return SampleDeliveries.config(type.route(destination()), json);
  }

  @Override
  public void close() {
    http.close();
  }
}
