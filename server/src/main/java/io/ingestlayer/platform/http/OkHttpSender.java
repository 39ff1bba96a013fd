package io.ingestlayer.platform.http;

import io.ingestlayer.platform.net.CheckedSockets;
import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.net.EgressPolicy.Ports;
import io.ingestlayer.platform.net.EgressRefusedException;
import io.ingestlayer.platform.net.NameLookups;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/// The way out over OkHttp: it connects to the address that was checked, and to no other.
///
/// OkHttp and not the JDK's client, because that one resolves names by itself and could be led elsewhere after the check.
public final class OkHttpSender implements HttpSender, AutoCloseable {
  private static final int BODY_BYTES_MAX = 64 * 1024;
  private static final int HEADERS_MAX = 200;
  private static final int HEADERS_LENGTH_MAX = 32 * 1024;
  private static final int IDLE_CONNECTIONS_MAX = 64;
  private static final int TLS_CLIENTS_MAX = 256;
  private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|.*:.*");

  private final EgressPolicy egress;
  private final @Nullable ProxyRoute proxy;
  private final OkHttpClient client;

  /// By who they say they are, the one that was asked for longest ago first.
  private final SequencedMap<ClientTls, OkHttpClient> tlsClients =
      new LinkedHashMap<>(16, 0.75f, true);

  public OkHttpSender(EgressPolicy egress) {
    this(egress, null);
  }

  /// @param proxy what everything goes out through, or null for none
  public OkHttpSender(EgressPolicy egress, @Nullable ForwardProxy proxy) {
    this.egress = egress;
    this.proxy =
        proxy == null ? null : new ProxyRoute(proxy, new NameLookups(InetAddress::getAllByName));
    client =
        new OkHttpClient.Builder()
            .socketFactory(
                this.proxy == null ? new CheckedSockets(egress, Ports.WEB) : this.proxy.sockets())
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS_MAX, 30, TimeUnit.SECONDS))
            .build();
  }

  @Override
  public Answer send(Request request) throws EgressRefusedException, HttpSendException {
    okhttp3.Request okHttp = OkHttpRequest.of(request);
    SentMark sent = new SentMark(okHttp.url().host());
    OkHttpClient.Builder call =
        client(request.tls())
            .newBuilder()
            .callTimeout(request.timeout())
            .connectTimeout(request.timeout())
            .readTimeout(request.timeout())
            .writeTimeout(request.timeout())
            .eventListener(sent);
    if (proxy == null) {
      checkWrittenOut(okHttp.url());
      call.dns(new CheckedDns(egress, okHttp.url().port()));
    } else {
      ProxyRoute.check(egress, okHttp.url());
      proxy.take(call);
      okHttp = proxy.withLogin(okHttp);
    }
    try (Response response = call.build().newCall(okHttp).execute()) {
      return answer(response);
    } catch (EgressRefusedException | HttpSendException e) {
      throw e;
    } catch (UnknownHostException e) {
      if (e.getCause() instanceof EgressRefusedException refused) {
        throw refused;
      }
      throw failure("connect_failed", e, sent);
    } catch (IOException e) {
      String code = code(e);
      throw failure(
          code.equals("timeout") && sent.isConnecting() ? "connect_timeout" : code, e, sent);
    }
  }

  private OkHttpClient client(@Nullable ClientTls tls) {
    if (tls == null) {
      return client;
    }
    synchronized (tlsClients) {
      OkHttpClient known = tlsClients.get(tls);
      if (known != null) {
        return known;
      }
      if (tlsClients.size() >= TLS_CLIENTS_MAX) {
        tlsClients.pollFirstEntry();
      }
      OkHttpClient made = client.newBuilder().sslSocketFactory(tls.sockets(), tls.trust()).build();
      tlsClients.put(tls, made);
      return made;
    }
  }

  /// OkHttp asks its Dns for names only; an address written out is checked here, and by the socket.
  private void checkWrittenOut(HttpUrl url) throws EgressRefusedException {
    if (IP_LITERAL.matcher(url.host()).matches()) {
      List<InetAddress> checked = egress.resolve(url.host(), url.port(), Ports.WEB);
      assert !checked.isEmpty();
    }
  }

  private Answer answer(Response response) throws IOException {
    if (response.code() < 200) {
      throw new ProtocolException("HTTP " + response.code() + " and nothing after it");
    }
    if (proxy != null && response.code() == 407) {
      throw proxy.notLetIn(null);
    }
    return new Answer(response.code(), headers(response.headers()), body(response));
  }

  /// The first headers; OkHttp itself takes no more than 256 KiB of them.
  private static Map<String, List<String>> headers(Headers headers) {
    Map<String, List<String>> kept = new TreeMap<>();
    int length = 0;
    for (int i = 0; i < Math.min(headers.size(), HEADERS_MAX); i++) {
      length += headers.name(i).length() + headers.value(i).length();
      if (length > HEADERS_LENGTH_MAX) {
        break;
      }
      kept.computeIfAbsent(headers.name(i).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(headers.value(i));
    }
    return kept;
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

  private HttpSendException failure(String code, IOException e, SentMark sent) {
    HttpSendException ofProxy = proxy == null || sent.begun ? null : proxy.failure(code, e);
    return ofProxy == null
        ? new HttpSendException(code, said(code, e), sent.begun, e, sent.host, sent.addresses)
        : ofProxy;
  }

  private static String said(String code, IOException e) {
    return switch (code) {
      case "timeout" -> "no answer in time";
      case "connect_timeout" -> "no connection in time";
      case "tls_failed" -> "the TLS connection could not be made: " + e.getMessage();
      case "bad_answer" -> "the answer was not HTTP: " + e.getMessage();
      case "no_route" -> "no route to it from here: " + e.getMessage();
      case "connect_failed" -> "no connection: " + e.getMessage();
      default -> "the connection was lost: " + e.getMessage();
    };
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

  /// Remembers how far it got: before anything was sent, nobody can have acted on it.
  private static final class SentMark extends EventListener {
    private final String host;
    private final Set<String> addresses = ConcurrentHashMap.newKeySet();
    private volatile boolean connected;
    private volatile boolean begun;

    SentMark(String host) {
      this.host = host;
    }

    /// Whether addresses were tried, and nothing came back from any.
    boolean isConnecting() {
      return !addresses.isEmpty() && !connected;
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
      addresses.add(String.valueOf(address.getAddress().getHostAddress()));
    }

    @Override
    public void secureConnectStart(Call call) {
      connected = true;
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
      connected = true;
    }

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
