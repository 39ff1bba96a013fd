package io.ingestlayer.platform.http;

import io.ingestlayer.platform.net.CheckedSockets;
import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.net.EgressPolicy.Ports;
import io.ingestlayer.platform.net.EgressRefusedException;
import io.ingestlayer.platform.net.NameAnswer;
import io.ingestlayer.platform.net.NameLookups;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// The way out through a proxy: CONNECT for https, the whole address in the request line for http.
///
/// The proxy resolves names by itself. What can be checked here is: addresses that are written out, ports, and names that
/// this machine can resolve as well.
record ProxyRoute(ForwardProxy proxy, NameLookups names) {
  private static final String LOGIN_HEADER = "Proxy-Authorization";
  private static final String NO_LOGIN = "Failed to authenticate with proxy";
  private static final String REFUSED = "Unexpected response code for CONNECT: ";

  /// Sockets that connect to the proxy's port and to no other.
  CheckedSockets sockets() {
    return new CheckedSockets(
        (host, port, _) -> {
          if (port != proxy.port()) {
            throw EgressRefusedException.notAllowed("all HTTP goes through " + proxy);
          }
          return List.of(InetAddress.ofLiteral(host));
        },
        Ports.ANY);
  }

  /// Has the call go through the proxy.
  void take(OkHttpClient.Builder call) throws HttpSendException {
    if (!(names.ask(proxy.host()) instanceof NameAnswer.Addresses found)) {
      throw new HttpSendException("proxy_failed", "no address of " + proxy, false, null);
    }
    InetAddress address = found.all().getFirst();
    call.proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address, proxy.port())));
    call.proxyAuthenticator(authenticator());
  }

  /// A name that only the proxy can resolve is left to it.
  static void check(EgressPolicy egress, HttpUrl url) throws EgressRefusedException {
    try {
      List<InetAddress> checked = egress.resolve(url.host(), url.port(), Ports.WEB);
      assert !checked.isEmpty();
    } catch (EgressRefusedException e) {
      if (e.reason() == EgressRefusedException.Reason.NOT_ALLOWED) {
        throw e;
      }
    }
  }

  /// For http the login goes with the request, since nobody asks the authenticator before it is refused.
  okhttp3.Request withLogin(okhttp3.Request request) {
    String login = login();
    return request.isHttps() || login == null
        ? request
        : request.newBuilder().header(LOGIN_HEADER, login).build();
  }

  private Authenticator authenticator() {
    String login = login();
    return (_, response) ->
        login == null || response.request().header(LOGIN_HEADER) != null
            ? null
            : response.request().newBuilder().header(LOGIN_HEADER, login).build();
  }

  private @Nullable String login() {
    return proxy.user() == null
        ? null
        : Credentials.basic(proxy.user(), proxy.password(), StandardCharsets.UTF_8);
  }

  /// The proxy's own part in a failure; null when it has none.
  @Nullable HttpSendException failure(String code, IOException e) {
    String said = String.valueOf(e.getMessage());
    if (Set.of("connect_failed", "connect_timeout", "no_route").contains(code)) {
      return new HttpSendException("proxy_failed", "no connection to " + proxy, false, e);
    }
    if (said.startsWith(NO_LOGIN)) {
      return notLetIn(e);
    }
    if (said.startsWith(REFUSED)) {
      String status = said.substring(REFUSED.length());
      boolean isTheirs = status.matches("50[234]");
      return new HttpSendException(
          isTheirs ? "connect_failed" : "proxy_refused",
          proxy + " could not connect to it: HTTP " + status,
          false,
          e);
    }
    return null;
  }

  HttpSendException notLetIn(@Nullable IOException e) {
    return new HttpSendException(
        "proxy_failed",
        proxy + " does not take the user and password of INGESTLAYER_EGRESS_PROXY",
        false,
        e);
  }
}
