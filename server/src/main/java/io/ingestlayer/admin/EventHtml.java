package io.ingestlayer.admin;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.List;

/// The event's page as HTML. Everything from outside is escaped; nothing in it runs. Pure.
final class EventHtml {
  private EventHtml() {}

  static String askForKey(String id, boolean wasWrong) {
    return Page.html(
        "Event",
        """
        <h1>Event %s</h1>
        %s
        <form method="post" action="/events/%s">
        <p><label>API key with the scope <b>read</b><br><input type="password" name="key" autocomplete="off" required></label></p>
        <p><button>Show the event</button></p>
        </form>
        """
            .formatted(
                Page.escape(id),
                wasWrong ? "<p class=\"dead\">This key is not known, or may not read.</p>" : "",
                Page.escape(id)));
  }

  static String gone(String id) {
    return Page.html(
        "No such event",
        "<h1>There is no event %s, or no longer.</h1><p>Events are kept for the time set by <code>retention.events</code>.</p>"
            .formatted(Page.escape(id)));
  }

  static String event(Event event, Value.Obj timeline) {
    StringBuilder html = new StringBuilder();
    html.append("<h1>").append(Page.escape(event.type())).append("</h1><table>");
    for (String name : List.of("id", "source_id", "received_at", "occurred_at")) {
      row(html, name.replace('_', ' '), Page.escape(text(timeline.get("event").get(name))));
    }
    html.append("</table><h2>Where it went</h2>");
    List<Value> pipelines = elements(timeline.get("pipelines"));
    if (pipelines.isEmpty()) {
      boolean decided = timeline.get("decided") == Value.Bool.TRUE;
      html.append("<p>")
          .append(decided ? "No pipeline takes events of this type." : "It is about to be decided.")
          .append("</p>");
    }
    pipelines.forEach(it -> pipeline(html, it));
    html.append("<h2>Payload</h2><pre>")
        .append(Page.escape(event.payload().text()))
        .append("</pre>");
    return Page.html(event.type(), html.toString());
  }

  private static void pipeline(StringBuilder html, Value pipeline) {
    html.append("<h2>")
        .append(Page.escape(text(pipeline.get("pipeline"))))
        .append(" <small>version ")
        .append(Page.escape(text(pipeline.get("version"))))
        .append("</small> ")
        .append(state(text(pipeline.get("verdict"))))
        .append("</h2><table>");
    for (Value step : elements(pipeline.get("steps"))) {
      row(
          html,
          text(step.get("action")),
          state(text(step.get("verdict"))) + " " + Page.escape(text(step.get("detail"))));
    }
    html.append("</table>");
    elements(pipeline.get("destinations")).forEach(it -> destination(html, it));
  }

  private static void destination(StringBuilder html, Value delivery) {
    html.append("<h3>→ ")
        .append(Page.escape(text(delivery.get("destination"))))
        .append(" <small>")
        .append(Page.escape(text(delivery.get("lane"))))
        .append("</small> ")
        .append(state(text(delivery.get("state"))))
        .append("</h3><table>");
    rowUnlessEmpty(html, "why", reason(delivery));
    rowUnlessEmpty(html, "detail", text(delivery.get("detail")));
    rowUnlessEmpty(html, "next try", text(delivery.get("next_attempt_at")));
    for (Value attempt : elements(delivery.get("attempts_made"))) {
      String outcome =
          state(text(attempt.get("outcome")))
              + " "
              + Page.escape(reason(attempt) + " " + text(attempt.get("detail")))
              + (attempt.get("possible_duplicate") == Value.Bool.TRUE
                  ? " <b>possible duplicate</b>"
                  : "");
      row(html, text(attempt.get("at")), outcome);
    }
    html.append("</table>");
  }

  /// The code, when it says more than that all went well.
  private static String reason(Value of) {
    String code = text(of.get("code"));
    return code.equals(AttemptResult.Delivered.OK.code()) ? "" : code;
  }

  private static void rowUnlessEmpty(StringBuilder html, String label, String text) {
    if (!text.isEmpty()) {
      row(html, label, Page.escape(text));
    }
  }

  private static void row(StringBuilder html, String label, String markup) {
    html.append("<tr><th>")
        .append(Page.escape(label))
        .append("</th><td>")
        .append(markup)
        .append("</td></tr>");
  }

  private static String state(String state) {
    String name = state.matches("[a-z_]+") ? state : "";
    return "<span class=\"state " + name + "\">" + Page.escape(state.replace('_', ' ')) + "</span>";
  }

  private static String text(Value value) {
    return switch (value) {
      case Value.Text text -> text.value();
      case Value.Null _, Value.Absent _ -> "";
      case Value.Num _, Value.Bool _, Value.Arr _, Value.Obj _ -> Json.write(value);
    };
  }

  private static List<Value> elements(Value value) {
    return value instanceof Value.Arr array ? array.elements() : List.of();
  }
}
