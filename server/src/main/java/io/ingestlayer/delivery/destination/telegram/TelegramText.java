package io.ingestlayer.delivery.destination.telegram;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.event.Value;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text with what Telegram shows in it as bold, as code or as a link. Pure.
record TelegramText(String text, List<Entity> entities) {
  static final int ENTITIES_MAX = 100;

  private static final int ADDRESS_MAX = 2_048;

  /// Where Telegram would find a person to notify; an address such as `ada@acme.co` is none.
  private static final Pattern MENTION =
      Pattern.compile("(?<![\\p{L}\\p{N}_.+-])@(?=[A-Za-z0-9_])");

  /// Cannot be seen, and is no part of a name.
  private static final String JOINER = "\u2060";

  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{IsWhite_Space}\\p{Cc}\\p{Cf}\\u2800\\u3164\\u115f\\u1160]+");

  TelegramText {
    requireNonNull(text);
    entities = List.copyOf(entities);
  }

  /// A part of the text that is shown differently; UTF-16 units.
  ///
  /// @param url of a `text_link`, else null
  record Entity(String type, int offset, int length, @Nullable String url) {
    Value json() {
      Value.ObjBuilder json =
          Value.object().put("type", type).put("offset", offset).put("length", length);
      return url == null ? json.build() : json.put("url", url).build();
    }

    private int end() {
      return offset + length;
    }

    private Entity moved(int by, int lengthMax) {
      int from = Math.max(0, offset + by);
      return new Entity(type, from, Math.min(end() + by, lengthMax) - from, url);
    }
  }

  /// What an event holds: it is shown, and notifies nobody.
  static String value(String text) {
    return MENTION.matcher(MessageText.clean(text)).replaceAll("@" + JOINER);
  }

  /// Whether nobody would see anything of it.
  static boolean isUnseen(String text) {
    return UNSEEN.matcher(text).replaceAll("").isEmpty();
  }

  /// The address, if Telegram takes a link to it: it refuses a host such as `localhost`.
  static Optional<String> linkable(String address) {
    try {
      URI uri = new URI(address);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme();
      String host = uri.getHost() == null ? "" : uri.getHost();
      boolean fits = address.length() <= ADDRESS_MAX && uri.getRawUserInfo() == null;
      return fits
              && scheme.matches("(?i)https?")
              && host.matches("[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+")
          ? Optional.of(address)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /// Without what is white at both ends, as Telegram would make it.
  TelegramText stripped() {
    int from = text.length() - text.stripLeading().length();
    return part(from, text.strip().length());
  }

  /// The beginning, at most so long, ending where a person sees a character end, after a line or a word where one ends in
  /// the second half.
  TelegramText cut(int lengthMax) {
    return part(0, MessageText.cutAfterWord(text, lengthMax).stripTrailing().length());
  }

  private TelegramText part(int from, int length) {
    String part = text.substring(from, from + length);
    List<Entity> kept =
        entities.stream()
            .filter(it -> it.offset() < from + length && it.end() > from)
            .map(it -> it.moved(-from, length))
            .filter(it -> !isUnseen(part.substring(it.offset(), it.end())))
            .toList();
    return new TelegramText(part, kept);
  }

  /// Both, one after the other.
  TelegramText plus(TelegramText other) {
    List<Entity> all = new ArrayList<>(entities);
    other.entities.stream()
        .map(it -> it.moved(text.length(), text.length() + other.text.length()))
        .forEach(all::add);
    return new TelegramText(text + other.text, all);
  }

  Value json() {
    return Value.array(entities.stream().limit(ENTITIES_MAX).map(Entity::json).toList());
  }

  static TelegramText plain(String text) {
    return new TelegramText(text, List.of());
  }

  static TelegramText bold(String text) {
    return new TelegramText(text, List.of(new Entity("bold", 0, text.length(), null)));
  }

  /// A link where Telegram takes one, else the words and the address.
  static TelegramText link(String words, String address) {
    return linkable(address)
        .map(it -> new TelegramText(words, List.of(new Entity("text_link", 0, words.length(), it))))
        .orElse(plain(words + ": " + address));
  }
}
