package io.ingestlayer.admin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Links to one event's page that need no key and end by themselves.
public final class EventLinks {
  public static final Duration LIFE = Duration.ofDays(7);

  private final SecretKeySpec secret;

  /// @param secret 32 random bytes that stay on this server
  public EventLinks(byte[] secret) {
    this.secret = new SecretKeySpec(secret, "HmacSHA256");
  }

  /// The query of a link to that event, good until then.
  public String query(String eventId, Instant until) {
    long seconds = until.getEpochSecond();
    return "?until=" + seconds + "&sig=" + signature(eventId, seconds);
  }

  boolean allows(String eventId, String until, String signature, Instant now) {
    if (!until.matches("[0-9]{1,12}") || Long.parseLong(until) < now.getEpochSecond()) {
      return false;
    }
    byte[] expected = signature(eventId, Long.parseLong(until)).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
  }

  private String signature(String eventId, long until) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      byte[] signed = mac.doFinal((eventId + "." + until).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(signed);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }
}
