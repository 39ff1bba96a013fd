package io.ingestlayer.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.testkit.vault.VaultFake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String OTHER = "//////////////////////////////////////////8=";
  private static final SecretPlace PLACE = new SecretPlace(1, "named", "SLACK", 1);

  @TempDir Path folder;
  @AutoClose private final VaultFake vault = VaultFake.start("hvs.token");

  private Keyring ring(String setting) {
    return new Keyring(source(setting), new SecureRandom());
  }

  private MasterKeySource source(String setting) {
    return MasterKeySource.of(setting, folder, Map.of("VAULT_TOKEN", "hvs.token")::get);
  }

  @Test
  void what_was_sealed_opens_after_a_restart() {
    Keyring ring = ring(KEY);
    Sealed sealed = ring.seal(ring.first(), PLACE, "xoxb-ü");

    assertThat(ring(KEY).open(PLACE, sealed)).isEqualTo("xoxb-ü");
    assertThat(new String(sealed.ciphertext(), StandardCharsets.ISO_8859_1)).doesNotContain("xoxb");
  }

  @Test
  void each_secret_has_a_data_key_of_its_own() {
    Keyring ring = ring(KEY);
    Set<String> seen = new HashSet<>();

    for (int i = 0; i < 20; i++) {
      Sealed sealed = ring.seal(ring.first(), PLACE, "same");
      seen.add(new String(sealed.wrappedKey(), StandardCharsets.ISO_8859_1));
      seen.add(new String(sealed.ciphertext(), StandardCharsets.ISO_8859_1));
    }

    assertThat(seen).hasSize(40);
  }

  @Test
  void a_secret_opens_only_in_its_own_place() {
    Keyring ring = ring(KEY);
    Sealed sealed = ring.seal(ring.first(), PLACE, "s3cret");

    for (SecretPlace other :
        new SecretPlace[] {
          new SecretPlace(2, "named", "SLACK", 1),
          new SecretPlace(1, "plain", "SLACK", 1),
          new SecretPlace(1, "named", "NOTION", 1),
          new SecretPlace(1, "named", "SLACK", 2)
        }) {
      assertThatThrownBy(() -> ring.open(other, sealed)).isInstanceOf(SecretException.class);
    }
    assertThatThrownBy(() -> new SecretPlace(1, "a|b", "c", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void another_key_does_not_open_it_and_says_which_would() {
    Keyring ring = ring(KEY);
    Sealed sealed = ring.seal(ring.first(), PLACE, "s3cret");

    assertThatThrownBy(() -> ring(OTHER).open(PLACE, sealed))
        .isInstanceOf(SecretException.class)
        .hasMessage("the master key %s is not in INGESTLAYER_MASTER_KEY".formatted(ring.first()));
    assertThat(ring.first()).startsWith("local:").doesNotContain(KEY.substring(0, 6));
  }

  @Test
  void a_changed_byte_is_seen() {
    Keyring ring = ring(KEY);
    Sealed sealed = ring.seal(ring.first(), PLACE, "s3cret");
    byte[] changed = sealed.ciphertext().clone();
    changed[changed.length - 1] ^= 1;

    assertThatThrownBy(
            () -> ring.open(PLACE, new Sealed(sealed.keyId(), sealed.wrappedKey(), changed)))
        .isInstanceOf(SecretException.class);
  }

  @Test
  void old_and_new_key_open_until_all_is_wrapped_anew() {
    Keyring old = ring(OTHER);
    Sealed before = old.seal(old.first(), PLACE, "s3cret");
    Keyring both = ring(KEY + "," + OTHER);

    Sealed after = both.rewrap(both.first(), PLACE, before);

    assertThat(both.open(PLACE, before)).isEqualTo("s3cret");
    assertThat(both.open(PLACE, after)).isEqualTo("s3cret");
    assertThat(ring(KEY).open(PLACE, after)).isEqualTo("s3cret");
    assertThat(after.ciphertext()).isEqualTo(before.ciphertext());
  }

  @Test
  void a_key_file_is_made_for_its_owner_alone() throws Exception {
    MasterKeySource source = source("");
    assertThat(source.isMissing()).isTrue();

    source.make(new SecureRandom());

    Path file = folder.resolve("master.key");
    assertThat(source.isMissing()).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(ring("").ids()).hasSize(1);
    assertThat(ring("file:" + file).first()).isEqualTo(ring("").first());
    try (var files = Files.list(folder)) {
      assertThat(files).as("no draft is left").containsExactly(file);
    }
  }

  @Test
  void a_running_ring_learns_of_a_key_that_was_added_to_the_file() {
    source("").make(new SecureRandom());
    Keyring running = ring("");
    source("").add(new SecureRandom());
    Keyring rotated = ring("");
    assertThat(rotated.first()).isNotEqualTo(running.first());

    Sealed sealed = rotated.seal(rotated.first(), PLACE, "s3cret");

    assertThat(running.open(PLACE, sealed)).isEqualTo("s3cret");
    source("").dropOthers();
    assertThat(ring("").ids()).containsExactly(rotated.first());
  }

  @Test
  void what_is_no_key_is_refused_without_repeating_it() {
    for (String wrong : new String[] {"hunter2", "AAAA", KEY + "x", "hcvault://h/keys"}) {
      assertThatThrownBy(() -> ring(wrong))
          .isInstanceOf(MasterKeyException.class)
          .hasMessageNotContaining(wrong);
    }
    assertThatThrownBy(() -> ring("file:/nowhere/key"))
        .isInstanceOf(MasterKeyException.class)
        .hasMessageContaining("/nowhere/key cannot be read");
    assertThatThrownBy(() -> ring("hcvault+http://vault.example.com/transit/keys/k"))
        .isInstanceOf(MasterKeyException.class)
        .hasMessageContaining("in the clear");
  }

  @Test
  void a_key_in_vault_never_leaves_it() {
    vault.key("ingestlayer");
    Keyring ring = ring(vault.keyUri("ingestlayer"));

    Sealed sealed = ring.seal(ring.first(), PLACE, "s3cret");
    vault.rotate("ingestlayer");

    assertThat(new String(sealed.wrappedKey(), StandardCharsets.US_ASCII)).startsWith("vault:v1:");
    assertThat(ring.first()).matches("hcvault://127\\.0\\.0\\.1:[0-9]+/transit/keys/ingestlayer");
    assertThat(ring(vault.keyUri("ingestlayer")).open(PLACE, sealed)).isEqualTo("s3cret");
    assertThatThrownBy(() -> ring.open(new SecretPlace(1, "named", "NOTION", 1), sealed))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("message authentication failed")
        .extracting(it -> ((SecretException) it).kind())
        .isEqualTo(SecretException.Kind.WRONG);
  }

  @Test
  void a_vault_that_is_sealed_down_or_refuses_us_may_come_back() {
    vault.key("k");
    Keyring ring = ring(vault.keyUri("k"));
    Sealed sealed = ring.seal(ring.first(), PLACE, "s3cret");
    Keyring stranger =
        new Keyring(
            MasterKeySource.of(vault.keyUri("k"), folder, Map.of("VAULT_TOKEN", "hvs.wrong")::get),
            new SecureRandom());
    Keyring nameless =
        new Keyring(MasterKeySource.of(vault.keyUri("k"), folder, _ -> null), new SecureRandom());

    vault.seal(true);
    assertUnavailable(ring, sealed, "Vault is sealed");
    vault.seal(false);
    assertUnavailable(stranger, sealed, "permission denied");
    assertUnavailable(nameless, sealed, "VAULT_TOKEN is not set");
    vault.down(true);
    assertUnavailable(ring, sealed, "Vault does not answer");
    vault.down(false);

    assertThat(ring.open(PLACE, sealed)).isEqualTo("s3cret");
  }

  private static void assertUnavailable(Keyring ring, Sealed sealed, String why) {
    assertThatThrownBy(() -> ring.open(PLACE, sealed))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("hvs.")
        .extracting(it -> ((SecretException) it).kind())
        .isEqualTo(SecretException.Kind.UNAVAILABLE);
  }
}
