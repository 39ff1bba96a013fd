package io.ingestlayer.platform.http;

import io.ingestlayer.platform.net.EgressRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/// A request in OkHttp's terms, refused when it could be read as something else than it says. Pure.
///
/// The address is read once, by the same parser that connects; whatever it makes of a trick is what is checked.
final class OkHttpRequest {
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\\t]{0,8192}");

  /// They say how the message is framed and who gets it, which is ours to say.
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private OkHttpRequest() {}

  /// @throws EgressRefusedException when the address is not one that is sent to
  /// @throws HttpSendException when a header cannot be written
  static okhttp3.Request of(HttpSender.Request request)
      throws EgressRefusedException, HttpSendException {
    okhttp3.Request.Builder builder = new okhttp3.Request.Builder().url(url(request));
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      requireWritable(header.getKey(), header.getValue());
      builder.header(header.getKey(), header.getValue());
    }
    try {
      boolean hasBody = !request.method().equals("GET") && !request.method().equals("HEAD");
      return builder.method(request.method(), hasBody ? new Once(request.body()) : null).build();
    } catch (IllegalArgumentException e) {
      throw new HttpSendException("bad_request", "the request cannot be written", false, e);
    }
  }

  private static HttpUrl url(HttpSender.Request request) throws EgressRefusedException {
    String scheme = String.valueOf(request.url().getScheme()).toLowerCase(Locale.ROOT);
    HttpUrl url = SCHEMES.contains(scheme) ? HttpUrl.parse(request.url().toString()) : null;
    if (url == null
        || request.url().isOpaque()
        || request.url().getRawAuthority() == null
        || request.url().getRawAuthority().contains("@")) {
      throw EgressRefusedException.notAllowed(
          "only http and https addresses without a user name are sent to");
    }
    return url;
  }

  /// The message has no value, which may be a secret.
  private static void requireWritable(String name, String value) throws HttpSendException {
    if (!HEADER_NAME.matcher(name).matches()) {
      throw refused("a header's name is not one");
    }
    if (!HEADER_VALUE.matcher(value).matches()) {
      throw refused(
          "the header "
              + name
              + " has a line break, a character that is not ASCII, or more than 8192 characters");
    }
    if (OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
      throw refused("the header " + name + " is set by the connection itself");
    }
  }

  private static HttpSendException refused(String said) {
    return new HttpSendException("bad_request", said, false, null);
  }

  /// A body that OkHttp sends once: left to itself it would repeat a request after `503` with `Retry-After: 0`.
  private static final class Once extends RequestBody {
    private final byte[] bytes;

    Once(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes);
    }
  }
}
