package io.ingestlayer.delivery.destination.email;

import org.jspecify.annotations.Nullable;

/// A conversation with an SMTP server that did not go on as it should: by an answer, or by none.
final class SmtpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Stage stage;
  private final transient @Nullable SmtpReply reply;

  /// How far it had come.
  enum Stage {
    CONNECT,
    GREETING,
    /// TLS, from asking for it to its end.
    TLS,
    LOGIN,
    /// The envelope's sender.
    SENDER,
    /// The envelope's recipients, and the message up to its last dot; nothing was taken.
    MESSAGE,
    /// The last dot was sent: without an answer nobody knows.
    FINAL
  }

  /// The server said no.
  SmtpException(Stage stage, SmtpReply reply) {
    super(reply.toString());
    this.stage = stage;
    this.reply = reply;
  }

  /// There was no answer, or none that can be gone on with.
  SmtpException(Stage stage, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.stage = stage;
    this.reply = null;
  }

  Stage stage() {
    return stage;
  }

  @Nullable SmtpReply reply() {
    return reply;
  }
}
