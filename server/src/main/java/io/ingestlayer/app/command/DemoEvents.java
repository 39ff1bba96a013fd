package io.ingestlayer.app.command;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The demo's company: customers, their users, and what happens in an afternoon. The same each time.
final class DemoEvents {
  static final int CUSTOMERS = 24;
  static final int USERS = 160;
  static final int BURST = 20;

  /// Feature events, page views and sign-ups; the limit hits come on top.
  private static final int BACKGROUND = 2_200;

  private static final List<String> NAMES =
      List.of("Acme", "Globex", "Initech", "Umbrella", "Hooli", "Stark", "Wayne", "Tyrell");
  private static final List<String> PLANS = List.of("free", "growth", "scale");
  private static final List<String> FEATURES =
      List.of("export", "api", "webhook", "csv.export", "dark-mode", "search", "billing");
  private static final List<String> CSMS = List.of("mia", "noah", "ada", "lin");

  private final RandomGenerator random;

  DemoEvents(RandomGenerator random) {
    this.random = random;
  }

  List<Value.Obj> entities() {
    List<Value.Obj> entities = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      String csm = CSMS.get(i % CSMS.size());
      entities.add(
          entity(
              "customer",
              customer(i),
              Value.object()
                  .put("name", NAMES.get(i % NAMES.size()) + (i < NAMES.size() ? "" : " " + i))
                  .put("mrr", 4_900L * (1 + i % 9))
                  .put("csm", csm)
                  .put("csm_email", csm + "@example.com")
                  .put("renewal", "2027-%02d-01".formatted(1 + i % 12))
                  .build()));
    }
    for (int i = 0; i < USERS; i++) {
      entities.add(
          entity(
              "user",
              "user-" + i,
              Value.object()
                  .put("account", customer(i % CUSTOMERS))
                  .put("plan", PLANS.get(i % PLANS.size()))
                  .put("owner", CSMS.get(i % CSMS.size()))
                  .build()));
    }
    return entities;
  }

  private static Value.Obj entity(String kind, String id, Value.Obj traits) {
    return Value.object().put("kind", kind).put("external_id", id).put("traits", traits).build();
  }

  private static String customer(int number) {
    return "cus-%02d".formatted(number);
  }

  /// Everything that is sent, in order; some of it twice, as senders do that retry.
  List<Value.Obj> events() {
    List<Value.Obj> events = new ArrayList<>();
    for (int i = 0; i < BACKGROUND; i++) {
      events.add(background(i));
    }
    for (int i = 0; i < BURST; i++) {
      events.add(limitHit(i, 1_000 + 10L * i, ""));
    }
    events.add(limitHit(BURST, 640, ""));
    events.add(limitHit(BURST + 1, 900, "· " + "every detail of it 🚀 ".repeat(700)));
    List<Value.Obj> repeated =
        List.copyOf(events.subList(events.size() - BURST - 2, events.size()));
    events.addAll(repeated);
    return events;
  }

  /// Events of that list whose key was there before: they are stored once.
  static int repeats() {
    return BURST + 2;
  }

  private Value.Obj background(int number) {
    int user = random.nextInt(USERS);
    Value.ObjBuilder payload = Value.object();
    return switch (number % 11) {
      case 0 ->
          event(
              "page.viewed",
              payload.put("user_id", "user-" + user).put("path", "/docs").build(),
              "");
      case 1 ->
          event(
              "user.signed_up",
              payload
                  .put("user_id", "new-" + number)
                  .put("email", "person" + number + "@example.com")
                  .put("plan", PLANS.get(number % PLANS.size()))
                  .build(),
              "signup-" + number);
      default ->
          event(
              "feature.used",
              payload
                  .put("user_id", "user-" + user)
                  .put("feature", FEATURES.get(random.nextInt(FEATURES.size())))
                  .put("count", 1L + random.nextInt(40))
                  .put("plan", PLANS.get(user % PLANS.size()))
                  .build(),
              "");
    };
  }

  private static Value.Obj limitHit(int customer, long used, String note) {
    String id = customer(customer % CUSTOMERS);
    Value.ObjBuilder payload =
        Value.object()
            .put("customer_id", id)
            .put("metric", "api-calls")
            .put("limit", 1_000)
            .put("used", used)
            .put("plan", PLANS.get(customer % PLANS.size()));
    if (!note.isEmpty()) {
      payload.put("note", note);
    }
    return event("usage.limit_reached", payload.build(), id + ":api-calls:2026-11");
  }

  private static Value.Obj event(String type, Value.Obj payload, String key) {
    return Value.object()
        .put("type", type)
        .put("payload", payload)
        .putIfPresent("idempotencyKey", key.isEmpty() ? null : key)
        .build();
  }
}
