package io.ingestlayer.platform.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Who a request says it is by TLS, and whom it trusts: a client certificate, an own certificate authority, or both.
///
/// Made once for each destination and kept: connections are shared by what is the same object. Prints no key.
public final class ClientTls {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN (?<kind>[A-Z ]*)PRIVATE KEY-----(?<base64>[A-Za-z0-9+/=\\s]+)-----END [A-Z ]*PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");
  private static final int PEM_LENGTH_MAX = 256 * 1024;

  private final SSLSocketFactory sockets;
  private final X509TrustManager trust;

  private ClientTls(SSLSocketFactory sockets, X509TrustManager trust) {
    this.sockets = sockets;
    this.trust = trust;
  }

  /// Presents this certificate to who asks for one.
  ///
  /// @param chain PEM, the own certificate first
  /// @param key PEM of a PKCS#8 key (`BEGIN PRIVATE KEY`) of RSA, EC or Ed25519, without a passphrase
  /// @param authorities PEM of the certificates that the receiver's must lead to, or null for those that Java trusts
  /// @throws IllegalArgumentException when one of them cannot be used; the message may be shown
  public static ClientTls presenting(String chain, String key, @Nullable String authorities) {
    List<X509Certificate> certificates = certificates("the client certificate", chain);
    PrivateKey privateKey = key(key, certificates.getFirst().getPublicKey().getAlgorithm());
    requirePair(certificates.getFirst(), privateKey);
    return made(keyManagers(certificates, privateKey), authorities);
  }

  /// Presents no certificate and trusts only these authorities.
  ///
  /// @throws IllegalArgumentException when they cannot be used; the message may be shown
  public static ClientTls trusting(String authorities) {
    return made(new KeyManager[0], authorities);
  }

  SSLSocketFactory sockets() {
    return sockets;
  }

  X509TrustManager trust() {
    return trust;
  }

  private static ClientTls made(KeyManager[] keys, @Nullable String authorities) {
    try {
      X509TrustManager trust = trust(authorities);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new X509TrustManager[] {trust}, null);
      return new ClientTls(context.getSocketFactory(), trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the certificates cannot be used for TLS", e);
    }
  }

  private static X509TrustManager trust(@Nullable String authorities)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = null;
    if (authorities != null) {
      trusted = emptyStore();
      for (X509Certificate authority : certificates("the certificate authority", authorities)) {
        trusted.setCertificateEntry("authority " + trusted.size(), authority);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static KeyManager[] keyManagers(List<X509Certificate> chain, PrivateKey key) {
    try {
      char[] none = {};
      KeyStore store = emptyStore();
      store.setKeyEntry("client", key, none, chain.toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, none);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the client certificate is not a chain", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<X509Certificate> certificates(String what, String pem) {
    try {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(bounded(what, pem).getBytes(StandardCharsets.UTF_8)));
      if (!read.isEmpty()) {
        return read.stream().map(X509Certificate.class::cast).toList();
      }
    } catch (CertificateException e) {
      // Answered below, as for a text without any.
    }
    throw new IllegalArgumentException(
        what + " is not PEM: it begins with -----BEGIN CERTIFICATE-----");
  }

  /// Its errors have no cause, which might quote the key.
  private static PrivateKey key(String pem, String algorithm) {
    Matcher matcher = KEY.matcher(bounded("the client key", pem));
    if (!matcher.find() || !matcher.group("kind").isEmpty()) {
      throw new IllegalArgumentException(
          "the client key is not a PKCS#8 key without a passphrase (-----BEGIN PRIVATE KEY-----); make one of yours by: openssl pkcs8 -topk8 -nocrypt -in key.pem");
    }
    String wanted = algorithm.equals("EdDSA") ? "Ed25519" : algorithm;
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(matcher.group("base64"));
      if (ALGORITHMS.contains(wanted)) {
        return KeyFactory.getInstance(wanted).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Answered below, as for another algorithm.
    }
    throw new IllegalArgumentException(
        "the client key is not the key of a certificate for RSA, EC or Ed25519");
  }

  private static void requirePair(X509Certificate certificate, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(signatureOf(key.getAlgorithm()));
      byte[] sample = {1, 2, 3};
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(sample);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // Answered below, as for a key of another certificate.
    }
    throw new IllegalArgumentException(
        "the client key does not belong to the first certificate of the chain");
  }

  private static String signatureOf(String algorithm) {
    return switch (algorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "Ed25519";
    };
  }

  private static String bounded(String what, String pem) {
    if (pem.length() > PEM_LENGTH_MAX) {
      throw new IllegalArgumentException(what + " is longer than a certificate's PEM can be");
    }
    return pem;
  }
}
