package io.ingestlayer.delivery.destination.email;

import io.ingestlayer.delivery.message.MessageField;
import java.util.List;

/// HTML as mail programs show it alike: tables, styles on the elements, nothing from elsewhere, and colours that a dark
/// background does not spoil. Pure.
final class EmailHtml {
  private static final String FONT =
      "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5";

  private EmailHtml() {}

  /// Text that is shown and does nothing, also inside an attribute's quotes.
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /// A text with its lines as they are.
  static String paragraph(String text) {
    return "<p style=\"margin:0 0 16px;white-space:pre-wrap;overflow-wrap:anywhere\">"
        + escape(text)
        + "</p>\n";
  }

  static String heading(String text) {
    return "<h1 style=\"margin:0 0 16px;font-size:20px;line-height:1.3;overflow-wrap:anywhere\">"
        + escape(text)
        + "</h1>\n";
  }

  /// Label and value in two columns.
  static String table(List<MessageField> fields) {
    if (fields.isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    for (MessageField field : fields) {
      rows.append(
              "<tr><th align=\"left\" valign=\"top\" style=\"padding:4px 16px 4px 0;font-weight:600\">")
          .append(escape(field.label()))
          .append(
              "</th><td valign=\"top\" style=\"padding:4px 0;white-space:pre-wrap;overflow-wrap:anywhere\">")
          .append(escape(field.value()))
          .append(field.cut() ? "…" : "")
          .append("</td></tr>\n");
    }
    return "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:0 0 16px;border-collapse:collapse\">\n"
        + rows
        + "</table>\n";
  }

  /// Small print with a link.
  static String ending(String before, String linkText, String link) {
    return "<p style=\"margin:0;font-size:13px\">%s<a href=\"%s\">%s</a></p>\n"
        .formatted(escape(before), escape(link), escape(linkText));
  }

  /// A whole document around a body.
  static String document(String body) {
    return "<!doctype html>\n<html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"></head>\n<body style=\""
        + FONT
        + "\">\n"
        + body
        + "</body></html>\n";
  }
}
