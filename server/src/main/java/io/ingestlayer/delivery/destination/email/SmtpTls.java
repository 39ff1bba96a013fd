package io.ingestlayer.delivery.destination.email;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// TLS towards an SMTP server, whose certificate must be trusted and for its very host.
final class SmtpTls {
  private SmtpTls() {}

  /// The connected socket with TLS over it; the handshake is done.
  ///
  /// @param ca a file with the certificates that are trusted, or null for those that Java trusts
  /// @throws GeneralSecurityException when the file holds none
  static Socket over(Socket plain, String host, int port, @Nullable String ca)
      throws IOException, GeneralSecurityException {
    SSLSocket secured =
        (SSLSocket) context(ca).getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static SSLContext context(@Nullable String ca)
      throws IOException, GeneralSecurityException {
    if (ca == null) {
      return SSLContext.getDefault();
    }
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream file = Files.newInputStream(Path.of(ca))) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        trusted.setCertificateEntry("ca" + trusted.size(), each);
      }
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
