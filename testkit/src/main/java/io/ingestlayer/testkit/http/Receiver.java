package io.ingestlayer.testkit.http;

import io.ingestlayer.testkit.net.LoopbackPort;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/// An HTTP/1.1 endpoint on loopback that records every request and answers as it was told: properly, late, not at
/// all, or with a lie. Until told otherwise it answers 200 with no body.
///
/// Any thread may call. It keeps the last [#REQUESTS_MAX] requests. [#close()] ends everything it started.
public final class Receiver implements AutoCloseable {
  /// How many requests are remembered; older ones are forgotten.
  public static final int REQUESTS_MAX = 100_000;

  private final Recorded<ReceivedRequest> requests = new Recorded<>(REQUESTS_MAX);
  private final AnswerPlan plan;
  private final InstantSource clock;
  private final LoopbackPort port;
  private volatile OnConnect onConnect = OnConnect.SERVE;
  private volatile CountDownLatch stalled = new CountDownLatch(1);
  private volatile boolean closed;

  private Receiver(InstantSource clock, Function<ReceivedRequest, Answer> answers) {
    this.clock = clock;
    this.plan = new AnswerPlan(answers);
    this.port = LoopbackPort.open(this::serve);
  }

  /// What happens to a connection before anything is read from it.
  public enum OnConnect {
    /// Requests are read and answered.
    SERVE,
    /// The connection is reset at once.
    DROP,
    /// The connection is accepted, nothing is ever read and nothing said.
    IGNORE
  }

  public static Receiver start() {
    return start(InstantSource.system(), request -> Answer.status(200));
  }

  /// Answers each request with what the function says; what it throws becomes a 500.
  ///
  /// @param clock for the time in the recorded requests
  public static Receiver start(InstantSource clock, Function<ReceivedRequest, Answer> answers) {
    return new Receiver(clock, answers);
  }

  public int port() {
    return port.port();
  }

  /// `http://127.0.0.1:port` followed by the path.
  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /// From now on every request is answered like this.
  public void answer(Answer answer) {
    plan.always(request -> answer);
  }

  public void answer(Function<ReceivedRequest, Answer> answers) {
    plan.always(answers);
  }

  /// The next requests are answered like this, after those that were planned before.
  public void answerNext(int times, Answer answer) {
    plan.next(times, answer);
  }

  /// What happens to connections from now on, before anything is read.
  public void onConnect(OnConnect onConnect) {
    this.onConnect = onConnect;
  }

  /// Refuses connections (and resets those that are open), or takes them again on the same port.
  public void refuse(boolean refuse) {
    port.refuse(refuse);
    if (refuse) {
      port.resetAll();
    }
  }

  /// Ends every stall that is under way; those that begin later wait for the next release.
  public void release() {
    CountDownLatch before = stalled;
    stalled = new CountDownLatch(1);
    before.countDown();
  }

  /// The requests so far, in the order in which their last byte came.
  public List<ReceivedRequest> requests() {
    return requests.all();
  }

  /// Waits until there were that many requests, and returns those there are.
  ///
  /// @throws AssertionError when there are not in time
  public List<ReceivedRequest> awaitRequests(int count, Duration atMost) {
    return requests.await(count, atMost, "requests");
  }

  /// Connections accepted so far.
  public long connections() {
    return port.accepted();
  }

  /// Connections open now.
  public int connectionsOpen() {
    return port.live();
  }

  @Override
  public void close() {
    closed = true;
    release();
    port.close();
  }

  private void serve(Socket socket) throws IOException {
    switch (onConnect) {
      case DROP -> LoopbackPort.reset(socket);
      case IGNORE -> hold(stalled);
      case SERVE -> requests(socket);
    }
  }

  private void requests(Socket socket) throws IOException {
    OutputStream out = new BufferedOutputStream(socket.getOutputStream());
    RequestReader reader =
        new RequestReader(new BufferedInputStream(socket.getInputStream()), out, clock);
    try {
      while (true) {
        Optional<ReceivedRequest> request = reader.next();
        if (request.isEmpty()) {
          return;
        }
        // Taken before the request is seen, so that a release by who has seen it ends this stall.
        CountDownLatch release = stalled;
        requests.add(request.get());
        if (!answer(plan.to(request.get()), request.get(), release, socket, out)) {
          return;
        }
      }
    } catch (RequestReader.Malformed e) {
      respond(
          Answer.text(400, String.valueOf(e.getMessage())).with("Connection", "close"), false, out);
    }
  }

  /// Whether the connection can take another request.
  private boolean answer(
      Answer answer,
      ReceivedRequest request,
      CountDownLatch release,
      Socket socket,
      OutputStream out)
      throws IOException {
    return switch (answer) {
      case Answer.Respond respond -> {
        respond(respond, request.method().equals("HEAD"), out);
        yield request.version().equals("HTTP/1.1")
            && !request.header("connection").orElse("").equalsIgnoreCase("close");
      }
      case Answer.Drop drop -> {
        if (drop.reset()) {
          LoopbackPort.reset(socket);
        }
        yield false;
      }
      case Answer.Stall stall -> {
        hold(release);
        yield answer(stall.then().get(), request, stalled, socket, out);
      }
      case Answer.Write write -> {
        write.writing().to(out);
        out.flush();
        yield false;
      }
    };
  }

  private void hold(CountDownLatch release) throws IOException {
    try {
      if (!closed) {
        release.await();
      }
    } catch (InterruptedException e) {
      throw new IOException("the receiver was closed", e);
    }
  }

  private static void respond(Answer.Respond respond, boolean headOnly, OutputStream out)
      throws IOException {
    byte[] body = respond.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + respond.status() + " -\r\n");
    respond.headers().forEach(h -> head.append(h.name() + ": " + h.value() + "\r\n"));
    if (respond.status() != 204 && respond.status() != 304) {
      head.append("Content-Length: " + body.length + "\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!headOnly && respond.status() != 204 && respond.status() != 304) {
      out.write(body);
    }
    out.flush();
  }
}
