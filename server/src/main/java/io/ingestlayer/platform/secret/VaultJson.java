package io.ingestlayer.platform.secret;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What is said to Vault and what it answers: `{"data": {…}}`, or `{"errors": ["…"]}`.
final class VaultJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int SHOWN_MAX = 300;

  private VaultJson() {}

  static String object(String name, String value, String other, String otherValue) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty(name, value);
      json.writeStringProperty(other, otherValue);
      json.writeEndObject();
    }
    return text.toString();
  }

  /// The text under that name in `data`.
  static String data(String body, String wanted) throws IOException {
    return texts(body, "data", wanted).stream()
        .findFirst()
        .orElseThrow(() -> new IOException("no " + wanted + " in Vault's answer"));
  }

  /// What went wrong, as the end of a sentence; nothing when it did not say. What we sent is never in it.
  static String errors(String body) {
    try {
      String all = String.join("; ", texts(body, "errors", ""));
      return all.isEmpty() ? "" : ": " + all.substring(0, Math.min(all.length(), SHOWN_MAX));
    } catch (IOException e) {
      return "";
    }
  }

  /// The texts right below a top-level member: those of that name in an object, all in an array.
  private static List<String> texts(String body, String member, String name) throws IOException {
    List<String> texts = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
      int depth = 0;
      boolean inside = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          depth++;
          inside |=
              depth == 2 && member.equals(parser.streamReadContext().getParent().currentName());
        } else if (token.isStructEnd()) {
          depth--;
          inside &= depth > 1;
        } else if (inside && depth == 2 && token == JsonToken.VALUE_STRING) {
          if (name.isEmpty() || name.equals(parser.currentName())) {
            texts.add(parser.getString());
          }
        }
      }
      return texts;
    } catch (JacksonException e) {
      throw new IOException("not JSON", e);
    }
  }
}
