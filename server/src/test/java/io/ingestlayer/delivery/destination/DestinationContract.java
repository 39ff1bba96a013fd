package io.ingestlayer.delivery.destination;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.event.Value;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every room does, shown in front of a vendor that is as strict as the real one. A room's test extends this one.
///
/// | case | Slack | Discord | Telegram | Notion | e-mail | Postgres | webhook | inbox |
/// |---|---|---|---|---|---|---|---|---|
/// | `delivers`, `a_preview_…`, `a_lane_…` | yes, by bot and by webhook | yes, by bot and by webhook | yes | yes | yes | yes | yes | `InboxDestinationTest`, by the type it stands in for |
/// | `a_failure_of_the_vendor_…` | yes | yes | yes | yes | yes | yes, out of memory | yes | `InboxDestinationTest.tries_again_…` |
/// | `where_nobody_answers_…` | yes | yes | yes | yes | yes | yes | yes | `InboxDestinationTest.tries_again_…`: our own database is the one that is away |
/// | `a_lost_answer_…` | yes | yes | yes | yes | yes, of the last dot | yes, of COMMIT | yes | no: a message is kept once, however often it is sent |
/// | `a_message_that_the_vendor_will_never_take_…` | yes | yes | yes | yes | yes, at the last dot | yes, a constraint | yes, by 413 | no: it takes everything |
/// | `a_target_that_is_gone_…` | yes, a channel | yes, a channel, a thread | yes, a chat | yes, a database that is not shared | yes, the sender's address, which is all there is in its one lane | yes, a table | yes, by 405; 410 is about all there is and pauses it | no: a target is a name in a row |
/// | `credentials_…` | yes, a token, a webhook | yes, a token, a webhook | yes, a token | yes | yes, a login | yes, a role | yes, a signature | no: there are none |
/// | `content_of_any_size_…`, `content_that_means_harm_…` | yes | yes | yes | yes | yes | yes | yes | no: it is kept as the JSON it is, and shown by the type it stands in for |
/// | `HttpDestinationContract`: `waits_as_long_…`, `is_rate_limited_…` | yes | yes | yes | yes | no: SMTP has no hint; `EmailDestinationTest.a_server_that_says_421_…` | no: a database has no word for slowing down; one that is busy is tried again | yes | no: nothing is sent |
/// | `HttpDestinationContract`: `an_address_that_is_not_allowed_…` | yes | yes | yes | yes | `EmailTlsTest.a_private_address_…`, which also shows that no packet goes out | `PostgresConnectionFaultsTest.a_private_address_…`, which also shows that no packet goes out | yes | no: there is no address |
public abstract class DestinationContract {
  private static final int PREVIEW_LENGTH_MAX = 1_000_000;

  private @Nullable Vendor opened;

  /// The vendor's side of a room, and what a person configures to reach it. A new one for each test, and all is well.
  public interface Vendor extends AutoCloseable {
    DestinationType type();

    Config destination();

    /// Leads to something that is there.
    Config route();

    DestinationContext context();

    /// What must be seen nowhere.
    List<String> secrets();

    /// What it has taken, each as it came, in order.
    List<String> accepted();

    /// It fails once, by its own fault, and takes nothing.
    void failOnce();

    /// Nobody answers at its address, or somebody does again.
    void down(boolean down);

    /// Takes a delivery's message and loses the connection before it answers, once.
    void cutAfterAcceptingOnce();

    /// Refuses a message for what it says, once.
    void refuseMessageOnce();

    /// What the route leads to is not there any more.
    void breakTarget();

    /// It is there again.
    void mendTarget();

    /// The credentials are not valid any more.
    void revoke();

    /// Fails when the accepted text would do something to those who see it.
    void assertHarmless(String accepted);

    @Override
    void close();
  }

  protected abstract Vendor open();

  protected final Vendor vendor() {
    return requireNonNull(opened);
  }

  @BeforeEach
  final void open_the_vendor() {
    opened = open();
  }

  @AfterEach
  final void close_the_vendor() {
    vendor().close();
  }

  @Test
  void delivers() {
    AttemptResult result = deliver(signedUp());

    assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(vendor().accepted()).hasSize(1);
    assertThat(vendor().accepted().getFirst()).contains("ada@acme.co", "pro");
  }

  @Test
  void a_failure_of_the_vendor_is_tried_again() {
    vendor().failOnce();

    AttemptResult first = deliver(signedUp());
    AttemptResult second = deliver(signedUp());

    assertThat(first).isInstanceOf(AttemptResult.Retry.class);
    assertThat(SampleDeliveries.withoutSize(second)).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(vendor().accepted()).hasSize(1);
  }

  @Test
  void where_nobody_answers_it_is_tried_again_and_cannot_have_arrived() {
    vendor().down(true);

    AttemptResult first = deliver(signedUp());
    vendor().down(false);
    AttemptResult second = deliver(signedUp());

    assertThat(first)
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(it -> !it.ambiguous(), "not ambiguous");
    assertThat(SampleDeliveries.withoutSize(second)).isEqualTo(AttemptResult.Delivered.OK);
  }

  @Test
  void a_lost_answer_may_have_arrived() {
    vendor().cutAfterAcceptingOnce();

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(AttemptResult.Retry::ambiguous, "ambiguous");
    assertThat(vendor().accepted()).hasSize(1);
  }

  @Test
  void a_message_that_the_vendor_will_never_take_is_dead_at_once_and_the_next_goes_on() {
    vendor().refuseMessageOnce();

    AttemptResult first = deliver(signedUp());
    AttemptResult second = deliver(signedUp());

    assertThat(first)
        .asInstanceOf(type(AttemptResult.Reject.class))
        .matches(it -> !it.suggestion().isBlank(), "says what to do");
    assertThat(SampleDeliveries.withoutSize(second)).isEqualTo(AttemptResult.Delivered.OK);
  }

  @Test
  void a_target_that_is_gone_holds_its_lane_until_it_is_back() {
    vendor().breakTarget();

    AttemptResult first = deliver(signedUp());
    vendor().mendTarget();
    AttemptResult second = deliver(signedUp());

    assertThat(first)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> !it.whole(), "only the lane")
        .matches(it -> !it.suggestion().isBlank(), "says what to do");
    assertThat(SampleDeliveries.withoutSize(second)).isEqualTo(AttemptResult.Delivered.OK);
  }

  @Test
  void credentials_that_are_not_valid_hold_the_whole_destination() {
    vendor().revoke();

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(AttemptResult.Hold::whole, "the whole destination")
        .matches(it -> !it.suggestion().isBlank(), "says what to do");
    assertThat(vendor().accepted()).isEmpty();
  }

  @Test
  void content_of_any_size_is_taken() {
    Value.ObjBuilder payload = Value.object();
    for (int i = 0; i < 40; i++) {
      payload.put("field_" + i, "words and more words ".repeat(1_000));
    }

    AttemptResult result = deliver(delivery(payload.build()));

    assertThat(result).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(vendor().accepted()).hasSize(1);
  }

  static Stream<String> hostile() {
    return Stream.of(
        "@everyone @channel @here",
        "<!channel> <!here> <!everyone> <@U0001> <#C0001>",
        "*bold* _leaning_ ~gone~ `code` ```block``` :smile: > quoted",
        "<https://evil.example|your bank> [your bank](https://evil.example)",
        "&lt;!channel&gt; &amp;lt;",
        "'; drop table users; -- \" \\",
        "x".repeat(1_989) + "👩‍👩‍👧‍👦".repeat(400),
        "👩🏽‍🚀".repeat(3_000),
        "e\u0301".repeat(5_000),
        "invoice\u202efdp.exe \u2066left open",
        "السلام عليكم שלום",
        "a\u0000b\u0007c\u001b[31md\u0085",
        "half a pair \ud83d and \ude00 the other",
        "\"".repeat(12_000),
        "\u0001".repeat(12_000),
        "\n".repeat(4_000),
        "&".repeat(12_000),
        "{{ $event.plan }} $event.plan \\{{");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void content_that_means_harm_is_only_text(String text) {
    Value.Obj payload =
        Value.object().put("name", text).put(text, "as a name").put("plan", "pro").build();

    AttemptResult result = deliver(delivery(payload));

    assertThat(result).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(vendor().accepted()).hasSize(1);
    vendor().assertHarmless(vendor().accepted().getFirst());
  }

  @Test
  void a_preview_is_what_would_be_sent_without_a_secret() {
    Delivery delivery = signedUp();

    Value preview = vendor().type().preview(vendor().destination(), delivery, vendor().context());

    String read = vendor().type().read(vendor().destination(), preview);
    assertThat(read).contains("ada@acme.co").hasSizeLessThan(PREVIEW_LENGTH_MAX);
    assertThat(vendor().accepted()).isEmpty();
    assertNoSecret(preview.toString());
  }

  @Test
  void a_lane_is_the_same_for_the_same_event() {
    Delivery delivery = signedUp();

    assertThat(lane(delivery)).isNotBlank().isEqualTo(lane(signedUp()));
  }

  /// Sends it, as a lane would, and looks for secrets in all that is kept of it.
  protected final AttemptResult deliver(Delivery delivery) {
    Attempt attempt = SampleDeliveries.attempt(lane(delivery), delivery);
    try (Destination destination =
        vendor().type().open(vendor().destination(), vendor().context())) {
      return deliver(destination, attempt);
    } catch (Exception e) {
      throw new AssertionError("an attempt ends with an answer", e);
    }
  }

  protected final AttemptResult deliver(Destination destination, Attempt attempt)
      throws InterruptedException {
    AttemptReport report = destination.deliver(attempt);
    assertThat(report.results()).hasSameSizeAs(attempt.deliveries());
    assertNoSecret(report.toString());
    assertNoSecret(destination.toString());
    return report.results().getFirst();
  }

  private void assertNoSecret(String text) {
    vendor().secrets().forEach(it -> assertThat(text).doesNotContain(it));
  }

  protected final Delivery signedUp() {
    return SampleDeliveries.signedUp(vendor().route());
  }

  protected final Delivery delivery(Value.Obj payload) {
    return SampleDeliveries.delivery("user.signed_up", payload, vendor().route());
  }

  protected final String lane(Delivery delivery) {
    return vendor()
        .type()
        .lane(vendor().destination(), delivery.route().config(), delivery.scope());
  }
}
