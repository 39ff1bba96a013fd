package io.ingestlayer.testkit.smtp;

import java.util.List;

/// A message that the fake has taken.
///
/// @param from the envelope's sender
/// @param recipients the envelope's recipients, those that were accepted
/// @param raw the message byte for byte, each byte a character, without the dots that the transport adds
/// @param secured whether it came through TLS
public record SentMail(String from, List<String> recipients, String raw, boolean secured) {
  public SentMail {
    recipients = List.copyOf(recipients);
  }
}
