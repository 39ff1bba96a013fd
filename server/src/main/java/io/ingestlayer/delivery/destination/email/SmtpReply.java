package io.ingestlayer.delivery.destination.email;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.message.MessageText;

/// What an SMTP server answers to one command: RFC 5321, section 4.2.
///
/// @param code 200 to 599
/// @param text its lines without their codes, on one line
record SmtpReply(int code, String text) {
  private static final int SHOWN_MAX = 500;

  SmtpReply {
    requireNonNull(text);
  }

  boolean isPositive() {
    return code < 400;
  }

  /// It may work later.
  boolean isTransient() {
    return code >= 400 && code < 500;
  }

  /// As a person reads it: `550 5.1.1 no such user`.
  @Override
  public String toString() {
    return code + " " + MessageText.shortened(EncodedHeader.line(text), SHOWN_MAX);
  }
}
