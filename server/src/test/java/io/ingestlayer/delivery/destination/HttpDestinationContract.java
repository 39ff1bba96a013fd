package io.ingestlayer.delivery.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.platform.http.OkHttpSender;
import io.ingestlayer.platform.net.CheckedEgress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every room does whose vendor speaks HTTP and asks to slow down.
public abstract class HttpDestinationContract extends DestinationContract {

  /// A vendor that can be told to slow down.
  public interface HttpVendor extends Vendor {
    /// Asks to slow down, once.
    ///
    /// @param hint seconds to wait, or nothing when it does not say
    void rateLimitOnce(Optional<String> hint);

    /// So much time goes by, for the vendor and for us.
    void turn(Duration time);
  }

  @Override
  protected abstract HttpVendor open();

  private HttpVendor http() {
    return (HttpVendor) vendor();
  }

  @Test
  void waits_as_long_as_the_vendor_asks() {
    http().rateLimitOnce(Optional.of("30"));

    AttemptResult first = deliver(signedUp());
    http().turn(Duration.ofSeconds(30));
    AttemptResult second = deliver(signedUp());

    assertThat(first)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(SampleDeliveries.withoutSize(second)).isEqualTo(AttemptResult.Delivered.OK);
  }

  @Test
  void is_rate_limited_also_when_the_vendor_does_not_say_for_how_long() {
    http().rateLimitOnce(Optional.empty());

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isNull();
  }

  @Test
  void an_address_that_is_not_allowed_holds_the_whole_destination_and_says_what_to_add()
      throws Exception {
    CheckedEgress closed = new CheckedEgress(List.of(), InetAddress::getAllByName);
    DestinationContext context = vendor().context();

    try (OkHttpSender sender = new OkHttpSender(closed);
        Destination destination =
            vendor()
                .type()
                .open(
                    vendor().destination(),
                    new DestinationContext(
                        context.name(),
                        context.publicUrl(),
                        context.timer(),
                        sender,
                        closed,
                        context.inbox()))) {
      Attempt attempt = SampleDeliveries.attempt(lane(signedUp()), signedUp());
      AttemptResult result = deliver(destination, attempt);

      assertThat(result)
          .asInstanceOf(type(AttemptResult.Hold.class))
          .matches(AttemptResult.Hold::whole, "the whole destination")
          .matches(it -> it.code().equals("egress_refused"), "its code")
          .matches(it -> it.detail().contains("INGESTLAYER_EGRESS_ALLOW=127.0.0.1/32"), "the line");
    }
    assertThat(vendor().accepted()).isEmpty();
  }
}
