package io.ingestlayer.delivery.destination.email;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A message as it goes over the wire: RFC 5322 with a text and an HTML part. Pure.
///
/// All but addresses beyond ASCII is in ASCII, in lines of less than 998 octets that end in CRLF. No header's name comes
/// from a definition or an event.
///
/// @param id the delivery's, which its `Message-ID` is made of: a repeat has the same one
/// @param at when it is sent
record EmailMessage(
    DeliveryId id,
    Instant at,
    Mailbox from,
    @Nullable Mailbox replyTo,
    List<MailAddress> to,
    @Nullable Unsubscribe unsubscribe,
    EmailContent content) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  EmailMessage {
    requireNonNull(id);
    requireNonNull(at);
    requireNonNull(from);
    to = List.copyOf(to);
    requireNonNull(content);
  }

  /// Whether a header has letters beyond ASCII in an address.
  boolean isUtf8() {
    return to.stream().anyMatch(MailAddress::needsUtf8);
  }

  /// The same to others.
  EmailMessage to(List<MailAddress> others) {
    return new EmailMessage(id, at, from, replyTo, others, unsubscribe, content);
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  /// The same as text.
  String text() {
    String boundary = "=_" + id;
    StringBuilder all = new StringBuilder();
    header(all, "Date", DATE.format(at));
    header(all, "From", from.header());
    if (replyTo != null) {
      header(all, "Reply-To", replyTo.header());
    }
    header(all, "To", to.stream().map(MailAddress::toString).collect(Collectors.joining(",\r\n ")));
    header(all, "Subject", EncodedHeader.text(content.subject()));
    header(all, "Message-ID", messageId());
    header(all, "Auto-Submitted", "auto-generated");
    if (unsubscribe != null) {
      header(all, "List-Unsubscribe", "\r\n <" + unsubscribe.address() + ">");
      if (unsubscribe.isOneClick()) {
        header(all, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
      }
    }
    header(all, "MIME-Version", "1.0");
    header(all, "Content-Type", "multipart/alternative;\r\n boundary=\"" + boundary + "\"");
    all.append("\r\n");
    part(all, boundary, "text/plain", content.text());
    part(all, boundary, "text/html", content.html());
    return all.append("--").append(boundary).append("--\r\n").toString();
  }

  String messageId() {
    return "<" + id + "@" + from.address().domain() + ">";
  }

  private static void header(StringBuilder all, String name, String value) {
    all.append(name).append(": ").append(value).append("\r\n");
  }

  private static void part(StringBuilder all, String boundary, String type, String text) {
    all.append("--").append(boundary).append("\r\n");
    header(all, "Content-Type", type + "; charset=utf-8");
    header(all, "Content-Transfer-Encoding", "quoted-printable");
    // The line break before a boundary belongs to the boundary.
    all.append("\r\n").append(QuotedPrintable.encode(text));
  }
}
