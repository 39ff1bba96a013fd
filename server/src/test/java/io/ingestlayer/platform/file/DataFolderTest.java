package io.ingestlayer.platform.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path temp;

  @Test
  void makes_the_folder_and_gives_its_real_path() throws IOException {
    Path real = Files.createDirectory(temp.resolve("real"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), real);

    try (DataFolder folder = DataFolder.open(link.resolve("a/b"))) {
      assertThat(folder.path()).isEqualTo(real.toRealPath().resolve("a/b")).isDirectory();
    }
  }

  @Test
  void refuses_a_second_user_of_the_folder_until_the_first_is_done() {
    try (DataFolder first = DataFolder.open(temp)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> DataFolder.open(temp.resolve(".")))
            .isInstanceOf(DataFolderInUseException.class)
            .hasMessage(
                "The data folder %s is in use by another server (process %d). Stop that one, or give this one a folder of its own with INGESTLAYER_DATA_DIR."
                    .formatted(first.path(), ProcessHandle.current().pid()));
      }
    }

    DataFolder.open(temp).close();
  }

  @Test
  void refuses_a_file_in_the_folder_s_place() throws IOException {
    Path file = Files.createFile(temp.resolve("data"));

    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(DataFolderException.class)
        .hasMessage(
            "The data folder %s is a file. Name a folder, or remove the file.".formatted(file));
  }

  @Test
  void refuses_a_place_where_nothing_can_be_made() {
    Path impossible = Path.of("/proc/ingestlayer");

    assertThatThrownBy(() -> DataFolder.open(impossible))
        .isInstanceOf(DataFolderException.class)
        .hasMessageStartingWith("The data folder /proc/ingestlayer cannot be written: ")
        .hasMessageContaining("INGESTLAYER_DATA_DIR");
  }
}
