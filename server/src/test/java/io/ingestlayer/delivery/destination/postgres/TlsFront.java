package io.ingestlayer.delivery.destination.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A PostgreSQL that speaks TLS: takes the request for it, shakes hands with a certificate of its own making, and passes
/// the rest on to one that does not.
final class TlsFront implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final int SSL_REQUEST_BYTES = 8;

  private final ServerSocket listener;
  private final int target;
  private final SSLContext context;
  private final Path certificate;
  private final Path key;
  private volatile boolean asksWhoComes;

  /// @param names what the certificate is for, as keytool says it: `dns:localhost`
  TlsFront(Path folder, String names, int target) throws Exception {
    this.target = target;
    Path keys = folder.resolve("front.p12");
    generate(keys, names);
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD);
    context = context(store);
    certificate = folder.resolve("front.pem");
    Files.writeString(
        certificate,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(store.getCertificate("front").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    key = folder.resolve("front.pk8");
    Files.write(key, store.getKey("front", PASSWORD).getEncoded());
    // The driver takes no key that others may read.
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("tls front").start(this::serve);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// A file with the certificate, for who wants to trust it.
  Path certificate() {
    return certificate;
  }

  /// The key to the certificate, as PKCS 8 in DER.
  Path key() {
    return key;
  }

  /// From now on only who shows this very certificate comes in.
  void asksWhoComes() {
    asksWhoComes = true;
  }

  private static void generate(Path keys, String names) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "front",
                "-keyalg",
                "EC",
                "-dname",
                "CN=front",
                "-ext",
                "san=" + names,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      keytool.destroyForcibly();
      throw new AssertionError("keytool made no certificate");
    }
  }

  private static SSLContext context(KeyStore store) throws GeneralSecurityException, IOException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    known.setCertificateEntry("front", store.getCertificate("front"));
    trusted.init(known);
    context.init(managers.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().name("tls connection").start(() -> pass(client));
      } catch (IOException e) {
        // The listener was closed, or the client has gone; the loop's condition tells.
      }
    }
  }

  private void pass(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      client.getInputStream().readNBytes(SSL_REQUEST_BYTES);
      client.getOutputStream().write('S');
      SSLSocket secured =
          (SSLSocket) context.getSocketFactory().createSocket(client, "front", port(), true);
      secured.setUseClientMode(false);
      secured.setNeedClientAuth(asksWhoComes);
      Thread back = Thread.ofVirtual().start(() -> copy(server, secured));
      copy(secured, server);
      back.join();
    } catch (IOException e) {
      // The client did not like the certificate.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try (InputStream bytes = from.getInputStream()) {
      bytes.transferTo(to.getOutputStream());
      to.close();
    } catch (IOException e) {
      // One side has gone, and the other is told by the closed socket.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
