package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.event.Value;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Text as Notion takes it: a list of pieces with a style each. Nothing in a piece is markup. Pure.
final class NotionText {
  /// UTF-16 units in one piece.
  static final int PIECE_MAX = 2_000;

  /// Pieces in one value.
  static final int PIECES_MAX = 100;

  private static final int LINK_MAX = 2_000;

  private NotionText() {}

  /// The text in pieces; what is too long for all of them is cut, with an ellipsis.
  ///
  /// @param lengthMax UTF-16 units of the whole text
  static List<Value> pieces(String text, int lengthMax) {
    return pieces(text, lengthMax, PIECES_MAX);
  }

  static List<Value> pieces(String text, int lengthMax, int piecesMax) {
    String clean = MessageText.clean(text);
    List<String> parts = parts(shortened(clean, lengthMax));
    if (parts.size() > piecesMax) {
      // A piece ends where a character does, so that a hundred of them may hold less than a hundred
      // times the most.
      List<String> kept = new ArrayList<>(parts.subList(0, piecesMax));
      kept.set(piecesMax - 1, shortened(kept.getLast() + "…", PIECE_MAX));
      parts = kept;
    }
    return parts.stream().map(it -> piece(it, false, null)).toList();
  }

  private static String shortened(String text, int lengthMax) {
    return MessageText.shortened(text, Math.max(1, lengthMax));
  }

  private static List<String> parts(String text) {
    return MessageText.pieces(text, PIECE_MAX, MessageText::cut);
  }

  /// Whether the text is longer than what its pieces hold.
  static boolean isCut(String text, List<Value> pieces) {
    return !plain(pieces).equals(MessageText.clean(text));
  }

  static String plain(List<Value> pieces) {
    StringBuilder text = new StringBuilder();
    for (Value piece : pieces) {
      if (piece.get("text").get("content") instanceof Value.Text(String content)) {
        text.append(content);
      }
    }
    return text.toString();
  }

  static Value bold(String text) {
    return piece(MessageText.cut(MessageText.clean(text), PIECE_MAX), true, null);
  }

  static Value plain(String text) {
    return piece(MessageText.cut(MessageText.clean(text), PIECE_MAX), false, null);
  }

  /// A text that leads to the address, or the address itself where Notion would refuse the link.
  static List<Value> link(String text, String url) {
    return isLink(url) ? List.of(piece(text, false, url)) : List.of(plain(text + ": "), plain(url));
  }

  /// Notion takes no link to a name without a dot, such as `localhost`, and refuses the whole request for it.
  private static boolean isLink(String url) {
    try {
      String host = new URI(url).getHost();
      return url.length() <= LINK_MAX && host != null && host.matches(".+\\.[A-Za-z][A-Za-z0-9-]*");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Value piece(String content, boolean bold, @Nullable String url) {
    Value.ObjBuilder text = Value.object().put("content", content);
    if (url != null) {
      text.put("link", Value.object().put("url", url).build());
    }
    Value.ObjBuilder piece = Value.object().put("type", "text").put("text", text.build());
    if (bold) {
      piece.put("annotations", Value.object().put("bold", true).build());
    }
    return piece.build();
  }
}
