package io.ingestlayer.delivery.destination.email;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

/// A message as a program of somebody else's reads it.
record Mail(MimeMessage message) {

  /// @param raw each byte a character
  static Mail of(String raw) {
    try {
      return new Mail(
          new MimeMessage(
              Session.getInstance(new Properties()),
              new ByteArrayInputStream(raw.getBytes(StandardCharsets.ISO_8859_1))));
    } catch (MessagingException e) {
      throw new AssertionError("no message", e);
    }
  }

  List<String> headerNames() {
    try {
      return Collections.list(message.getAllHeaders()).stream().map(Header::getName).toList();
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  String header(String name) {
    try {
      String[] values = message.getHeader(name);
      if (values == null || values.length != 1) {
        throw new AssertionError("not exactly one " + name);
      }
      return MimeUtility.decodeText(MimeUtility.unfold(values[0]));
    } catch (MessagingException | IOException e) {
      throw new AssertionError(e);
    }
  }

  String text() {
    return part(0, "text/plain");
  }

  String html() {
    return part(1, "text/html");
  }

  private String part(int index, String type) {
    try {
      BodyPart part = ((MimeMultipart) message.getContent()).getBodyPart(index);
      if (!part.isMimeType(type) || ((MimeMultipart) message.getContent()).getCount() != 2) {
        throw new AssertionError("not a text and an HTML part");
      }
      return (String) part.getContent();
    } catch (MessagingException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
