package io.ingestlayer.testkit.smtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate of a test's own making.
///
/// @param context for the server that has it
/// @param file the certificate in PEM, for who wants to trust it
/// @param keys the PKCS #12 file with its key
public record SmtpCertificate(SSLContext context, Path file, Path keys) {
  public static final String PASSWORD = "changeit";

  /// @param names what it is for, as keytool says it: `dns:localhost`
  public static SmtpCertificate make(Path folder, String names) {
    try {
      Path keys = folder.resolve("smtp.p12");
      generate(keys, names);
      KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      Path file = folder.resolve("smtp.pem");
      Files.writeString(
          file,
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(store.getCertificate("smtp").getEncoded())
              + "\n-----END CERTIFICATE-----\n");
      return new SmtpCertificate(context, file, keys);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("no certificate was made", e);
    }
  }

  /// Its key in PEM.
  public String keyPem() {
    try {
      KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
      byte[] key = store.getKey("smtp", PASSWORD.toCharArray()).getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(key)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("the key was not read", e);
    }
  }

  private static void generate(Path keys, String names) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "smtp",
                "-keyalg",
                "EC",
                "-dname",
                "CN=smtp",
                "-ext",
                "san=" + names,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    try {
      if (keytool.waitFor(30, TimeUnit.SECONDS) && keytool.exitValue() == 0) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    keytool.destroyForcibly();
    throw new IOException("keytool made no certificate");
  }
}
