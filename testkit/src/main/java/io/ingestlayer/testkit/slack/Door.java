package io.ingestlayer.testkit.slack;

import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.slack.Outcome.Done;
import io.ingestlayer.testkit.slack.Outcome.Refused;
import io.ingestlayer.testkit.slack.Outcome.TooFast;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The two ways in, and how each puts an outcome into HTTP.
enum Door {
  API {
    @Override
    Answer.Respond done(Done done) {
      ObjectNode body = Arguments.JSON.createObjectNode().put("ok", true);
      body.setAll(done.answer());
      if (!done.warnings().isEmpty()) {
        body.put("warning", String.join(",", done.warnings()));
        ArrayNode warnings = body.putObject("response_metadata").putArray("warnings");
        done.warnings().forEach(warnings::add);
      }
      return Answer.json(200, ascii(body));
    }

    @Override
    Answer.Respond refused(Refused refused) {
      ObjectNode body = error(refused.error());
      for (Map.Entry<String, String> member : refused.members().entrySet()) {
        body.put(member.getKey(), member.getValue());
      }
      if (!refused.details().isEmpty()) {
        ArrayNode errors = body.putArray("errors");
        ArrayNode messages = body.putObject("response_metadata").putArray("messages");
        for (String detail : refused.details()) {
          errors.add(detail);
          messages.add("[ERROR] " + detail);
        }
      }
      return Answer.json(200, ascii(body));
    }

    @Override
    Answer.Respond tooFast() {
      return Answer.json(429, error("ratelimited").toString());
    }
  },

  WEBHOOK {
    @Override
    Answer.Respond done(Done done) {
      return Answer.text(200, "ok");
    }

    @Override
    Answer.Respond refused(Refused refused) {
      return Answer.text(Webhooks.status(refused.error()), refused.error());
    }

    @Override
    Answer.Respond tooFast() {
      return Answer.json(429, error("rate_limited").toString());
    }
  };

  abstract Answer.Respond done(Done done);

  abstract Answer.Respond refused(Refused refused);

  /// HTTP 429, without the header that says how long.
  abstract Answer.Respond tooFast();

  Answer.Respond answer(Outcome outcome) {
    return switch (outcome) {
      case Done done -> done(done);
      case Refused refused -> refused(refused);
      case TooFast tooFast -> tooFast(Optional.of(Long.toString(tooFast.retryAfterSeconds())));
    };
  }

  Answer.Respond tooFast(Optional<String> retryAfter) {
    return retryAfter.map(after -> tooFast().with("Retry-After", after)).orElseGet(this::tooFast);
  }

  /// As Slack writes JSON: every character beyond ASCII as its escapes, six bytes for each UTF-16 unit, and a backslash
  /// before each slash. An answer that repeats a message is much longer than the message was.
  private static String ascii(ObjectNode body) {
    StringBuilder text = new StringBuilder();
    body.toString()
        .chars()
        .forEach(it -> {
          if (it == '/') {
            text.append("\\/");
          } else if (it < 0x80) {
            text.append((char) it);
          } else {
            text.append("\\u%04x".formatted(it));
          }
        });
    return text.toString();
  }

  private static ObjectNode error(String error) {
    return Arguments.JSON.createObjectNode().put("ok", false).put("error", error);
  }
}
