package io.ingestlayer.platform.http;

import io.ingestlayer.platform.net.CheckedSockets;
import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.net.EgressPolicy.Ports;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/// The way out over OkHttp: it connects to the address that was checked, and to no other.
///
/// OkHttp and not the JDK's client, because that one resolves names by itself and could be led elsewhere after the check.
public final class OkHttpSender implements HttpSender, AutoCloseable {
  private static final int BODY_BYTES_MAX = 64 * 1024;
  private static final int IDLE_CONNECTIONS_MAX = 64;
  private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|.*:.*");
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private final EgressPolicy egress;
  private final OkHttpClient client;

  public OkHttpSender(EgressPolicy egress) {
    this.egress = egress;
    client =
        new OkHttpClient.Builder()
            .socketFactory(new CheckedSockets(egress, Ports.WEB))
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS_MAX, 30, TimeUnit.SECONDS))
            .eventListenerFactory(call -> new SentMark())
            .build();
  }

  @Override
  public Answer send(Request request) throws EgressRefusedException, HttpSendException {
    if (!SCHEMES.contains(String.valueOf(request.url().getScheme()).toLowerCase(Locale.ROOT))
        || request.url().getHost() == null
        || request.url().getUserInfo() != null) {
      throw EgressRefusedException.notAllowed(
          "only http and https addresses without a user name are sent to");
    }
    okhttp3.Request okHttp = okHttp(request);
    if (IP_LITERAL.matcher(okHttp.url().host()).matches()) {
      // OkHttp asks its Dns for names only; an address written out is checked here.
      List<InetAddress> checked =
          egress.resolve(okHttp.url().host(), okHttp.url().port(), Ports.WEB);
      assert !checked.isEmpty();
    }
    SentMark sent = new SentMark();
    OkHttpClient.Builder timed =
        client
            .newBuilder()
            .dns(new CheckedDns(egress, okHttp.url().port()))
            .callTimeout(request.timeout())
            .connectTimeout(request.timeout())
            .readTimeout(request.timeout())
            .writeTimeout(request.timeout())
            .eventListener(sent);
    try (Response response = timed.build().newCall(okHttp).execute()) {
      if (response.code() < 200) {
        throw new ProtocolException("HTTP " + response.code() + " and nothing after it");
      }
      return new Answer(response.code(), headers(response.headers()), body(response));
    } catch (EgressRefusedException e) {
      throw e;
    } catch (UnknownHostException e) {
      if (e.getCause() instanceof EgressRefusedException refused) {
        throw refused;
      }
      throw failure("connect_failed", e, sent);
    } catch (IOException e) {
      throw failure(code(e), e, sent);
    }
  }

  private static okhttp3.Request okHttp(Request request) throws HttpSendException {
    boolean hasBody = !request.method().equals("GET") && !request.method().equals("HEAD");
    byte[] bytes = request.body().getBytes(StandardCharsets.UTF_8);
    try {
      okhttp3.Request.Builder builder =
          new okhttp3.Request.Builder()
              .url(request.url().toURL())
              .method(request.method(), hasBody ? RequestBody.create(bytes) : null);
      request.headers().forEach(builder::header);
      return builder.build();
    } catch (IOException | IllegalArgumentException e) {
      throw new HttpSendException("bad_request", "the request cannot be written", false, e);
    }
  }

  private static Map<String, List<String>> headers(Headers headers) {
    return new TreeMap<>(headers.toMultimap());
  }

  /// The body's first bytes; a longer one is cut off with its connection.
  private static String body(Response response) throws IOException {
    BufferedSource source = response.body().source();
    Buffer kept = new Buffer();
    while (kept.size() < BODY_BYTES_MAX && source.read(kept, BODY_BYTES_MAX - kept.size()) >= 0) {
      // Reads on until the end or the bound.
    }
    return kept.readString(StandardCharsets.UTF_8);
  }

  private static HttpSendException failure(String code, IOException e, SentMark sent) {
    String what =
        switch (code) {
          case "timeout" -> "no answer in time";
          case "tls_failed" -> "the TLS connection could not be made: " + e.getMessage();
          case "bad_answer" -> "the answer was not HTTP: " + e.getMessage();
          case "no_route" -> "no route to it from here: " + e.getMessage();
          case "connect_failed" -> "no connection: " + e.getMessage();
          default -> "the connection was lost: " + e.getMessage();
        };
    return new HttpSendException(code, what, sent.begun, e);
  }

  private static String code(IOException e) {
    return switch (e) {
      case SSLException _ -> "tls_failed";
      case ConnectException _ -> "connect_failed";
      // Of several addresses, one that others than this machine refused says more.
      case NoRouteToHostException none
          when Stream.of(none.getSuppressed()).allMatch(NoRouteToHostException.class::isInstance) ->
          "no_route";
      case NoRouteToHostException _ -> "connect_failed";
      case InterruptedIOException _ -> "timeout";
      case ProtocolException _ -> "bad_answer";
      default -> "connection_lost";
    };
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  /// Remembers whether anything was sent: before that, nobody can have acted on it.
  private static final class SentMark extends EventListener {
    private volatile boolean begun;

    @Override
    public void requestHeadersStart(Call call) {
      begun = true;
    }
  }

  /// Answers OkHttp's question for a name with the checked addresses only. Equal ones share their connections.
  private record CheckedDns(EgressPolicy egress, int port) implements Dns {
    @Override
    public List<InetAddress> lookup(@Nullable String hostname) throws UnknownHostException {
      try {
        return egress.resolve(String.valueOf(hostname), port, Ports.WEB);
      } catch (EgressRefusedException e) {
        UnknownHostException unknown = new UnknownHostException(e.getMessage());
        unknown.initCause(e);
        throw unknown;
      }
    }
  }
}
