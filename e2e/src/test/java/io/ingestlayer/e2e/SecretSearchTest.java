package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the search for secrets takes for one, since a story that finds nothing says no more than its search does.
class SecretSearchTest {
  private static final String SECRET = "p/ss+w\"rd é&%0123456789";

  private final SecretSearch search = new SecretSearch("");

  private void assertFound(String text) {
    SecretSearch each = new SecretSearch("");
    each.known("it", SECRET);
    each.look("here", text);
    assertThat(each.found()).as(text).containsExactly("it in here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc", "client-id:", "\0mia\0", "mia:"})
  void it_is_found_in_base64_whatever_stands_around_it(String before) {
    for (String after : new String[] {"", "x", "xy", "xyz"}) {
      byte[] bytes = (before + SECRET + after).getBytes(StandardCharsets.UTF_8);
      assertFound(Base64.getEncoder().encodeToString(bytes));
      assertFound(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
  }

  @Test
  void it_is_found_as_json_addresses_and_forms_write_it() {
    String encoded = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);

    assertFound("a " + SECRET + " b");
    assertFound(Api.JSON.writeValueAsString(SECRET));
    assertFound(Api.JSON.writeValueAsString(SECRET).replace("/", "\\/"));
    assertFound(encoded);
    assertFound(encoded.replace("+", "%20"));
    assertFound(encoded.toLowerCase(Locale.ROOT));
  }

  @Test
  void another_one_is_not_found() {
    search.known("it", SECRET);

    search.look("here", "p/ss+w0rd " + SecretSearch.base64("p/ss+w0rd 0123456789"));

    assertThat(search.found()).isEmpty();
  }
}
