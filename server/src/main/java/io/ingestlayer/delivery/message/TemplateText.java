package io.ingestlayer.delivery.message;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A rendered text that still tells what its definition wrote, whose markup works, from what came out of the event, which is
/// only ever text. Pure.
///
/// @param parts in their order; a value is harmless text, and may be empty
public record TemplateText(List<Part> parts) {
  /// Unicode has promised never to give these a meaning, so that no text needs them.
  private static final char VALUE_BEGINS = '\ufdd0';

  private static final char VALUE_ENDS = '\ufdd1';

  public TemplateText {
    parts = List.copyOf(parts);
  }

  /// A run of characters.
  ///
  /// @param own whether the definition wrote it
  public record Part(String text, boolean own) {
    public Part {
      requireNonNull(text);
    }
  }

  /// The template for that event.
  public static TemplateText of(TextTemplate template, Scope scope) {
    String text = template.render(scope, Notes.none(), it -> VALUE_BEGINS + value(it) + VALUE_ENDS);
    List<Part> parts = new ArrayList<>();
    boolean own = true;
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      char character = text.charAt(at);
      if (character == VALUE_BEGINS || character == VALUE_ENDS) {
        add(parts, text.substring(from, at), own);
        own = character == VALUE_ENDS;
        from = at + 1;
      }
    }
    add(parts, text.substring(from), own);
    return new TemplateText(parts);
  }

  private static void add(List<Part> parts, String text, boolean own) {
    if (!own || !text.isEmpty()) {
      parts.add(new Part(text, own));
    }
  }

  private static String value(String text) {
    return MessageText.clean(text).replace(VALUE_BEGINS, '\ufffd').replace(VALUE_ENDS, '\ufffd');
  }

  /// Everything, as if nothing had markup.
  public String plain() {
    return parts.stream().map(Part::text).collect(Collectors.joining());
  }
}
