package io.ingestlayer.entity;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an entity may be called and how much may be known of it.
final class EntityLimits {
  static final int EXTERNAL_ID_LENGTH_MAX = 255;
  static final int TRAITS_BYTES_MAX = 64 * 1024;

  /// A kind stands in expressions as `$entity.customer`, so it is a word that needs no quotes there.
  private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  private EntityLimits() {}

  /// Whether the database can have an entity of that name.
  static boolean isPossible(EntityKey key) {
    return refusal(key) == null;
  }

  /// Why there can be no entity of that name; null when there can.
  static EntityResult.@Nullable Refused refusal(EntityKey key) {
    if (!KIND.matcher(key.kind()).matches()) {
      return new EntityResult.Refused(
          "invalid_kind",
          "a kind is a letter and up to 63 letters, digits and _, such as customer",
          "/kind");
    }
    String id = key.externalId();
    boolean fits = !id.isEmpty() && id.codePointCount(0, id.length()) <= EXTERNAL_ID_LENGTH_MAX;
    if (!fits || !isStorable(id)) {
      return new EntityResult.Refused(
          "invalid_external_id",
          "an external_id is 1 to 255 characters, without U+0000 and half surrogate pairs",
          "/external_id");
    }
    return null;
  }

  /// PostgreSQL keeps no U+0000 and no half of a surrogate pair.
  private static boolean isStorable(String text) {
    return text.codePoints()
        .noneMatch(
            it -> it == 0 || (it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE));
  }

  /// Why these traits cannot be kept; null when they can. They are measured as they would be stored.
  static EntityResult.@Nullable Refused refusal(Value.Obj traits) {
    Optional<String> text = Json.writeWithin(TRAITS_BYTES_MAX, traits);
    if (text.isEmpty() || text.get().getBytes(StandardCharsets.UTF_8).length > TRAITS_BYTES_MAX) {
      return new EntityResult.Refused(
          "traits_too_large", "the traits would be more than 64 KiB of JSON", "/traits");
    }
    try {
      Json.parse(text.get(), JsonLimits.EVENT);
      return null;
    } catch (JsonException e) {
      return new EntityResult.Refused(e.code(), e.getMessage(), "/traits" + e.pointer());
    }
  }
}
