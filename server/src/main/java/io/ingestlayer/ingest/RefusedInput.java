package io.ingestlayer.ingest;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was refused, as it is kept: one event, or a request that could not be read.
///
/// @param fingerprint the same for the same key of a source, or without one for the same bytes
/// @param type as far as it could be read, else null
/// @param body at most [#BODY_BYTES_MAX] of what was sent
/// @param cut whether the body is not all of what was sent, or not exactly
/// @param wholeRequest whether the body is a request, not one event
public record RefusedInput(
    String sourceId,
    UUID fingerprint,
    Refusal refusal,
    @Nullable String type,
    String body,
    boolean cut,
    boolean wholeRequest) {
  public static final int BODY_BYTES_MAX = 64 * 1024;

  public RefusedInput {
    requireNonNull(sourceId);
    requireNonNull(fingerprint);
    requireNonNull(refusal);
    requireNonNull(body);
  }

  static RefusedInput event(String sourceId, DecodedEvent event, Refusal refusal) {
    String type =
        switch (event) {
          case DecodedEvent.Sound sound -> sound.type();
          case DecodedEvent.Unsound unsound -> unsound.type();
        };
    String key = event.key();
    Slice sent = event.sent();
    UUID fingerprint =
        key == null
            ? fingerprint(sourceId, "body", sent)
            : fingerprint(sourceId, "key", Slice.whole(key.getBytes(StandardCharsets.UTF_8)));
    return of(sourceId, fingerprint, refusal, type, sent, false);
  }

  static RefusedInput request(String sourceId, byte[] body, Refusal refusal) {
    Slice sent = Slice.whole(body);
    return of(sourceId, fingerprint(sourceId, "request", sent), refusal, null, sent, true);
  }

  private static RefusedInput of(
      String sourceId,
      UUID fingerprint,
      Refusal refusal,
      @Nullable String type,
      Slice sent,
      boolean wholeRequest) {
    Slice kept = sent.start(BODY_BYTES_MAX);
    String text = kept.text();
    // PostgreSQL has no NUL in a text, and bytes that are no UTF-8 have no text at all.
    String storable = text.replace('\0', '\ufffd');
    boolean cut =
        kept.length() < sent.length() || (wholeRequest && storable.indexOf('\ufffd') >= 0);
    return new RefusedInput(sourceId, fingerprint, refusal, type, storable, cut, wholeRequest);
  }

  private static UUID fingerprint(String sourceId, String kind, Slice of) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update((sourceId + '\0' + kind + '\0').getBytes(StandardCharsets.UTF_8));
      sha.update(of.bytes(), of.from(), of.length());
      ByteBuffer digest = ByteBuffer.wrap(sha.digest());
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
