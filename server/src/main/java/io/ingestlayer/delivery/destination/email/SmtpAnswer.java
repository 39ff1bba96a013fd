package io.ingestlayer.delivery.destination.email;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import io.ingestlayer.delivery.destination.email.SmtpException.Stage;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What the conversation's end means to a lane, where it did not come to recipients' answers. Pure.
final class SmtpAnswer {
  private static final int CAUSES_MAX = 16;

  private SmtpAnswer() {}

  static AttemptResult of(SmtpException e, SmtpServer server) {
    SmtpReply reply = e.reply();
    return reply == null ? withoutReply(e, server) : ofReply(reply, e.stage());
  }

  private static AttemptResult ofReply(SmtpReply reply, Stage stage) {
    String code = code(reply);
    String said = "the server said: " + reply;
    if (reply.code() == 421) {
      return new RateLimited(code, said, null);
    }
    if (reply.code() == 530) {
      return new Hold(
          "login_needed", said, "Give the destination the user and password of the server.", true);
    }
    if (reply.isTransient()) {
      return new Retry(code, said, false);
    }
    return switch (stage) {
      case CONNECT, GREETING ->
          new Hold(
              code,
              said,
              "The server wants nothing from here: look at host and port, or ask who runs it to allow this machine's address.",
              true);
      case TLS ->
          new Hold(code, said, "Look at tls and port, or ask who runs the server for TLS.", true);
      case LOGIN ->
          new Hold(
              "login_refused",
              said,
              "Look at user and password; many services want a password made for apps.",
              true);
      case SENDER ->
          isTooLarge(reply)
              ? tooLarge(code, said)
              : new Hold(
                  "sender_refused",
                  said,
                  "Verify the address in from with the service that sends, or use another one.",
                  false);
      case MESSAGE, FINAL ->
          isTooLarge(reply)
              ? tooLarge(code, said)
              : new Reject(
                  code,
                  said,
                  "Change the route's message, or ask who runs the server, then send it again.");
    };
  }

  /// `smtp_550`: the codes are the same in every language.
  static String code(SmtpReply reply) {
    return "smtp_" + reply.code();
  }

  private static boolean isTooLarge(SmtpReply reply) {
    return reply.code() == 552 || reply.code() == 523;
  }

  private static Reject tooLarge(String code, String said) {
    return new Reject(code, said, "Shorten the route's message, then send it again.");
  }

  private static AttemptResult withoutReply(SmtpException e, SmtpServer server) {
    String said = String.valueOf(e.getMessage());
    return switch (e.stage()) {
      case CONNECT ->
          Retry.unreached(
              "unreachable",
              said,
              new Unreached(
                  server.host(),
                  Set.of(),
                  said.contains("Network is unreach"),
                  e.getCause() instanceof SocketTimeoutException));
      case GREETING, SENDER, MESSAGE -> new Retry("connection_lost", lost(e), false);
      case LOGIN ->
          e.getCause() == null
              ? new Hold(
                  "login_not_offered",
                  said,
                  "Look at tls and port: most servers offer it on 587 with starttls and on 465 with implicit.",
                  true)
              : new Retry("connection_lost", lost(e), false);
      case TLS -> tls(e, server);
      case FINAL ->
          new Retry(
              "answer_lost",
              lost(e) + " after the whole message was sent, which may be there",
              true);
    };
  }

  private static String lost(SmtpException e) {
    return e.getCause() instanceof SocketTimeoutException
        ? "the server gave no answer in time"
        : "the connection was lost (" + e.getMessage() + ")";
  }

  private static AttemptResult tls(SmtpException e, SmtpServer server) {
    String said = String.valueOf(e.getMessage());
    Throwable cause = e.getCause();
    if (cause == null) {
      return new Hold(
          "tls_not_offered",
          said,
          "Look at tls and port: starttls is on 587 mostly, implicit on 465. Nothing is sent without TLS.",
          true);
    }
    if (cause instanceof FileSystemException) {
      return new Hold(
          "ca_unreadable",
          "the file with certificates cannot be read: " + said,
          "Look at ca in the destination.",
          true);
    }
    CertificateException bad = cause(cause, CertificateException.class);
    if (bad != null) {
      return certificate(bad, server);
    }
    boolean isCut =
        cause(cause, EOFException.class) != null || cause(cause, SocketException.class) != null;
    if (isCut || !(cause instanceof SSLException)) {
      return new Retry("connection_lost", lost(e), false);
    }
    return new Hold(
        "tls_failed",
        "TLS did not come about: " + said,
        "Look at tls and port: starttls is on 587 mostly, implicit on 465.",
        true);
  }

  private static Hold certificate(CertificateException bad, SmtpServer server) {
    String said = String.valueOf(bad.getMessage());
    if (cause(bad, CertificateExpiredException.class) != null) {
      return new Hold(
          "certificate_expired",
          "the certificate of " + server.host() + " has expired",
          "Ask who runs the server to renew it.",
          true);
    }
    if (said.startsWith("No subject alternative") || said.startsWith("No name matching")) {
      return new Hold(
          "certificate_of_another",
          "the server's certificate is not for " + server.host(),
          "Write the host as the certificate has it.",
          true);
    }
    return new Hold(
        "certificate_untrusted",
        "the certificate of " + server.host() + " is of nobody who is trusted here",
        "For a server of your own, name the file with its authority's certificate in ca.",
        true);
  }

  private static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> kind) {
    Throwable at = requireNonNull(error);
    for (int depth = 0; at != null && depth < CAUSES_MAX; depth++) {
      if (kind.isInstance(at)) {
        return kind.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }
}
