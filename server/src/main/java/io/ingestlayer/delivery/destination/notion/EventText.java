package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.message.TemplateText;
import io.ingestlayer.expression.TextTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A route's own text as blocks: `#` to `###` begin headings, `-` or `*` bullets, `1.` numbers, `>` quotes, and ``` encloses
/// code. What the definition wrote is read so; what comes from an event is only text, wherever it stands, and its line ends
/// end no block. For one event.
final class EventText {
  private static final String FENCE = "```";
  private static final Pattern MARK =
      Pattern.compile("(#{1,3}|[-*]|[0-9]{1,9}[.)]|>)[ \\t](.*)", Pattern.DOTALL);

  private final List<Line> lines = new ArrayList<>();
  private @Nullable StringBuilder code;

  /// A block and its text, which may have several lines.
  record Line(NotionBlock block, String text) {}

  /// A line of the template.
  ///
  /// @param own how many characters at its beginning the definition wrote
  private record Rendered(String text, int own) {}

  private EventText() {}

  /// The blocks of the text in their order; none when nothing is to be seen.
  static List<Line> lines(TextTemplate template, Delivery delivery) {
    EventText text = new EventText();
    rendered(TemplateText.of(template, delivery.scope())).forEach(text::take);
    text.endCode();
    return text.lines;
  }

  private static List<Rendered> rendered(TemplateText text) {
    List<Rendered> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int own = -1;
    for (TemplateText.Part part : text.parts()) {
      if (!part.own()) {
        own = own < 0 ? line.length() : own;
        line.append(part.text());
        continue;
      }
      String[] pieces = part.text().split("\n", -1);
      for (int i = 0; i < pieces.length; i++) {
        if (i > 0) {
          lines.add(new Rendered(line.toString(), own < 0 ? line.length() : own));
          line.setLength(0);
          own = -1;
        }
        line.append(pieces[i]);
      }
    }
    lines.add(new Rendered(line.toString(), own < 0 ? line.length() : own));
    return lines;
  }

  private void take(Rendered line) {
    StringBuilder open = code;
    if (line.own() >= FENCE.length() && line.text().startsWith(FENCE)) {
      endCode();
      code = open == null ? new StringBuilder() : null;
    } else if (open != null) {
      open.append(open.isEmpty() ? "" : "\n").append(line.text());
    } else {
      Matcher mark = MARK.matcher(line.text());
      boolean marked = mark.matches() && mark.start(2) <= line.own();
      add(
          marked ? block(mark.group(1)) : NotionBlock.PARAGRAPH,
          marked ? mark.group(2) : line.text());
    }
  }

  private void endCode() {
    if (code != null) {
      add(NotionBlock.CODE, code.toString());
    }
  }

  private void add(NotionBlock block, String text) {
    if (!text.isBlank()) {
      lines.add(new Line(block, text.strip()));
    }
  }

  private static NotionBlock block(String mark) {
    return switch (mark) {
      case "#" -> NotionBlock.HEADING_1;
      case "##" -> NotionBlock.HEADING_2;
      case "###" -> NotionBlock.HEADING_3;
      case "-", "*" -> NotionBlock.BULLET;
      case ">" -> NotionBlock.QUOTE;
      default -> NotionBlock.NUMBER;
    };
  }
}
