package io.ingestlayer.delivery.destination.webhook;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the messages of one destination are signed, and with what at which time. Immutable; pure.
///
/// While a secret is being replaced there are two: each message is signed with both, so that a receiver that has changed and
/// one that has not yet both find theirs.
///
/// @param secret null when nothing is signed
/// @param previous the one before; null when none is being replaced
/// @param previousUntil from then on the one before signs no more; null while `previous` is set
record WebhookSignatures(
    Way way,
    @Nullable SigningKey secret,
    @Nullable SigningKey previous,
    @Nullable Instant previousUntil) {
  static final String ID = "webhook-id";
  static final String TIMESTAMP = "webhook-timestamp";
  static final String SIGNATURE = "webhook-signature";
  static final String OWN = "X-Ingestlayer-Signature";

  static final WebhookSignatures UNSIGNED = new WebhookSignatures(Way.NONE, null, null, null);

  /// Which signatures are sent.
  enum Way {
    STANDARD,
    INGESTLAYER,
    BOTH,
    NONE;

    boolean standard() {
      return this == STANDARD || this == BOTH;
    }

    boolean own() {
      return this == INGESTLAYER || this == BOTH;
    }
  }

  WebhookSignatures {
    requireNonNull(way);
    if ((secret == null) != (way == Way.NONE) || (secret == null && previous != null)) {
      throw new IllegalArgumentException("there is a secret exactly when something is signed");
    }
  }

  /// The secrets that ever sign.
  List<SigningKey> all() {
    return Stream.of(Optional.ofNullable(secret), Optional.ofNullable(previous))
        .flatMap(Optional::stream)
        .toList();
  }

  static boolean isSignature(String header) {
    return header.equals(SIGNATURE) || header.equals(OWN);
  }

  /// The secrets that sign at that time, the newest first.
  List<SigningKey> keys(Instant at) {
    boolean overlaps = previousUntil == null || at.isBefore(previousUntil);
    return Stream.concat(
            Stream.ofNullable(secret), overlaps ? Stream.ofNullable(previous) : Stream.empty())
        .toList();
  }

  /// The headers that name and sign a message. Those that name it are there also when nothing is signed: a receiver tells a
  /// repeat by them.
  ///
  /// @param id contains no full stop
  /// @param at when the attempt began
  SequencedMap<String, String> headers(String id, Instant at, String body) {
    String timestamp = Long.toString(at.getEpochSecond());
    SequencedMap<String, String> headers = new LinkedHashMap<>();
    headers.put(ID, id);
    headers.put(TIMESTAMP, timestamp);
    if (way.standard()) {
      String signatures = standard(keys(at), bytes(id + "." + timestamp + "." + body));
      headers.put(SIGNATURE, signatures);
    }
    List<String> own = way.own() ? own(keys(at), bytes(timestamp + "." + body)) : List.of();
    if (!own.isEmpty()) {
      headers.put(OWN, "t=" + timestamp + "," + String.join(",", own));
    }
    return headers;
  }

  private static String standard(List<SigningKey> keys, byte[] content) {
    return keys.stream()
        .map(key ->
            switch (key) {
              case SigningKey.Hmac hmac -> "v1," + base64(hmac.sign(content));
              case SigningKey.Ed25519 pair -> "v1a," + base64(pair.sign(content));
            })
        .collect(Collectors.joining(" "));
  }

  /// Only secrets that both sides have: this header knows no other.
  private static List<String> own(List<SigningKey> keys, byte[] content) {
    List<String> signatures = new ArrayList<>();
    for (SigningKey key : keys) {
      if (key instanceof SigningKey.Hmac hmac) {
        signatures.add("v1=" + HexFormat.of().formatHex(hmac.sign(content)));
      }
    }
    return signatures;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
