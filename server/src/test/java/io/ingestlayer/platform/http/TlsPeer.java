package io.ingestlayer.platform.http;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/// An HTTPS server on loopback that demands a client certificate which it knows, and remembers whose it was.
public final class TlsPeer implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final HttpsServer server;
  private final List<String> clients = new CopyOnWriteArrayList<>();

  /// A key and its certificate, signed by itself.
  public record Identity(KeyStore store) {

    /// @param algorithm as keytool says it: `RSA`, `EC`, `Ed25519`
    /// @param names what the certificate is for, as keytool says it: `dns:localhost`
    public static Identity make(Path folder, String name, String algorithm, String names)
        throws Exception {
      Path keys = folder.resolve(name + ".p12");
      List<String> command =
          new ArrayList<>(
              List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
      command.addAll(List.of("-genkeypair", "-alias", "it", "-keyalg", algorithm));
      command.addAll(List.of("-dname", "CN=" + name, "-ext", "san=" + names, "-validity", "30"));
      command.addAll(List.of("-storetype", "PKCS12", "-keystore", keys.toString()));
      command.addAll(List.of("-storepass", new String(PASSWORD)));
      Process keytool = new ProcessBuilder(command).inheritIO().start();
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        keytool.destroyForcibly();
        throw new AssertionError("keytool made no certificate");
      }
      return new Identity(KeyStore.getInstance(keys.toFile(), PASSWORD));
    }

    Certificate certificate() throws GeneralSecurityException {
      return store.getCertificate("it");
    }

    public String certificatePem() throws GeneralSecurityException {
      return pem("CERTIFICATE", certificate().getEncoded());
    }

    public String keyPem() throws GeneralSecurityException {
      Key key = store.getKey("it", PASSWORD);
      return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String kind, byte[] bytes) {
      return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
          .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
    }
  }

  public TlsPeer(Identity own, Identity... known) throws Exception {
    SSLContext context = context(own, known);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 16);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters needed = context.getDefaultSSLParameters();
            needed.setNeedClientAuth(known.length > 0);
            parameters.setSSLParameters(needed);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          HttpsExchange https = (HttpsExchange) exchange;
          clients.add(
              known.length == 0 ? "nobody" : https.getSSLSession().getPeerPrincipal().getName());
          byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private static SSLContext context(Identity own, Identity... known) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own.store(), PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (Identity identity : known) {
      trusted.setCertificateEntry("known " + trusted.size(), identity.certificate());
    }
    if (trusted.size() == 0) {
      trusted.setCertificateEntry("own", own.certificate());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// Whose certificates the requests came with.
  public List<String> clients() {
    return clients;
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
  }
}
