package io.ingestlayer.platform.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyncMethodTest {
  @Test
  void trusts_the_whole_file_system_s_sync_only_where_it_tells_of_failures() {
    assertThat(SyncMethod.on("6.1.0-18-amd64")).isEqualTo(SyncMethod.SYNCFS);
    assertThat(SyncMethod.on("5.8.0")).isEqualTo(SyncMethod.SYNCFS);
    assertThat(SyncMethod.on("5.4.0-150-generic")).isEqualTo(SyncMethod.FSYNC);
    assertThat(SyncMethod.on("4.18")).isEqualTo(SyncMethod.FSYNC);
    assertThat(SyncMethod.on("unknown")).isEqualTo(SyncMethod.FSYNC);
  }
}
