package io.ingestlayer.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DatabaseSettingsTest {
  @Test
  void reads_the_address_that_an_operator_writes() {
    DatabaseSettings settings =
        DatabaseSettings.parse("postgresql://il:p%40ss%3A+1@db.example:5433/layer?sslmode=require");

    assertThat(settings.url()).isEqualTo("jdbc:postgresql://db.example:5433/layer?sslmode=require");
    assertThat(settings.user()).isEqualTo("il");
    assertThat(settings.password()).isEqualTo("p@ss:+1");
  }

  @Test
  void reads_the_other_spellings_of_the_same() {
    assertThat(DatabaseSettings.parse("jdbc:postgresql://u:p@[::1]/x").url())
        .isEqualTo("jdbc:postgresql://[::1]/x");
    assertThat(DatabaseSettings.parse("postgres://u:p@h/x").url())
        .isEqualTo("jdbc:postgresql://h/x");
  }

  @Test
  void refuses_another_kind_of_address_without_repeating_what_may_be_a_password() {
    assertThatThrownBy(() -> DatabaseSettings.parse("mysql://u:hush@h/x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> DatabaseSettings.parse("postgresql://u:hu sh@h/x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageNotContaining("hu sh");
  }

  @Test
  void never_shows_the_password() {
    assertThat(DatabaseSettings.parse("postgresql://u:hush@h/x?sslpassword=hush").toString())
        .isEqualTo("database jdbc:postgresql://h/x as u");
  }
}
