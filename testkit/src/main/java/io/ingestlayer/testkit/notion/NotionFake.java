package io.ingestlayer.testkit.notion;

import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A Notion workspace on loopback, real HTTP. Any thread may call.
///
/// It starts empty: a test makes the tokens, databases and pages it needs, and may change a schema between two requests,
/// as people do. It records what it accepts, counts what it refuses, and fails when told to.
public final class NotionFake implements AutoCloseable {
  private final NotionWorkspace workspace;
  private final NotionApi api;
  private final Map<String, Long> refused = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Fault> writeFaults = new ConcurrentLinkedQueue<>();
  private final AtomicLong requests = new AtomicLong();
  private final Receiver receiver;

  private NotionFake(InstantSource clock) {
    workspace = new NotionWorkspace();
    api = new NotionApi(workspace, clock);
    receiver = Receiver.start(clock, this::answer);
  }

  public static NotionFake start(InstantSource clock) {
    return new NotionFake(clock);
  }

  /// `http://127.0.0.1:port`, in place of `https://api.notion.com`.
  public String baseUrl() {
    return receiver.url("");
  }

  // What there is in the workspace.

  /// An internal integration with this token.
  public void token(String token) {
    workspace.token(token);
  }

  /// A public integration, which people add by their consent.
  public void app(String clientId, String clientSecret) {
    api.consents().app(clientId, clientSecret);
  }

  /// A person opens the page and allows it.
  ///
  /// @return where the browser is sent to
  public URI allow(URI page) {
    return api.consents().allow(page);
  }

  /// How many refresh tokens were taken; each is good for one use.
  public int refreshes() {
    return api.consents().refreshes();
  }

  /// The token is refused as `unauthorized` from now on.
  public void revoke(String token) {
    workspace.revoke(token);
  }

  /// A database that is shared with every integration, without a data source.
  ///
  /// @return its id
  public String database(String title) {
    return workspace.database(title);
  }

  /// A further data source of that database, with the title property `Name`.
  ///
  /// @return its id
  public String dataSource(String database, String name) {
    return workspace.dataSource(database, name);
  }

  /// A page that is shared with every integration.
  ///
  /// @return its id
  public String page() {
    return workspace.page();
  }

  /// A database or page that nobody shares with an integration any more, or does again.
  public void share(String id, boolean shared) {
    workspace.share(id, shared);
  }

  /// A property of that data source, new or in place of the one with its name.
  ///
  /// @param options the names that can be chosen, of a select or a status
  public void property(String dataSource, String name, String type, String... options) {
    workspace.property(dataSource, name, type, List.of(options));
  }

  public void renameProperty(String dataSource, String name, String newName) {
    workspace.renameProperty(dataSource, name, newName);
  }

  public void removeProperty(String dataSource, String name) {
    workspace.removeProperty(dataSource, name);
  }

  // What goes wrong.

  /// The next requests, whatever they are, fail like this.
  public void failNext(int times, Fault fault) {
    for (int i = 0; i < times; i++) {
      faults.add(fault);
    }
  }

  /// The next requests that would make a page or blocks fail like this.
  public void failNextWrite(int times, Fault fault) {
    for (int i = 0; i < times; i++) {
      writeFaults.add(fault);
    }
  }

  /// Connections are refused and the open ones are reset, until it is up again, on the same port.
  public void down(boolean down) {
    receiver.refuse(down);
  }

  // What was seen.

  /// What was accepted, in order.
  public List<Written> written() {
    return api.written();
  }

  /// How often it refused, by code; what it was told to do is not in here.
  public Map<String, Long> refused() {
    return new TreeMap<>(refused);
  }

  /// Requests so far, whatever became of them.
  public long requests() {
    return requests.get();
  }

  @Override
  public void close() {
    receiver.close();
  }

  private Answer answer(ReceivedRequest request) {
    requests.incrementAndGet();
    Fault fault = NotionApi.writes(request) ? writeFaults.poll() : null;
    if (fault == null) {
      fault = faults.poll();
    }
    return fault == null ? carriedOut(request) : failed(fault, request);
  }

  private Answer failed(Fault fault, ReceivedRequest request) {
    return switch (fault) {
      case Fault.Http http -> Answer.text(http.status(), http.body());
      case Fault.NotionError error -> {
        if (error.afterAccepting()) {
          carriedOut(request);
        }
        yield refusal(Refusal.of(error.status(), error.code(), error.message()));
      }
      case Fault.SlowDown slow -> {
        Map<String, String> why = Map.of("rate_limit_reason", "public_api_request_rate_limit");
        Answer.Respond answer =
            slow.status() == 529
                ? refusal(Refusal.of(529, "service_overload", "Notion is overloaded."))
                : refusal(new Refusal(429, "rate_limited", "You have been rate limited.", why));
        yield slow.retryAfter().map(it -> answer.with("Retry-After", it)).orElse(answer);
      }
      case Fault.Cut cut -> {
        if (cut.afterAccepting()) {
          carriedOut(request);
        }
        yield Answer.drop();
      }
    };
  }

  private Answer.Respond carriedOut(ReceivedRequest request) {
    try {
      ObjectNode done = api.call(request);
      return Answer.json(200, JsonMapper.shared().writeValueAsString(done));
    } catch (Refusal e) {
      refused.merge(e.code(), 1L, Long::sum);
      return refusal(e);
    }
  }

  private static Answer.Respond refusal(Refusal refusal) {
    return Answer.json(refusal.status(), refusal.json().toString());
  }
}
