package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocPageTest {

  @Test
  void blocks_come_in_order_with_what_stands_behind_the_fence(@TempDir Path folder)
      throws IOException {
    Path page = folder.resolve("page.md");
    Files.writeString(
        page,
        """
        # Page
        ```yaml
        # file: a/b.yaml
        x: 1
        ```
        words
        ```sh server
        run
        ```
        """);

    DocPage read = DocPage.read(page);

    assertThat(read.blocks()).hasSize(2);
    assertThat(read.blocks().getFirst().isFile()).isTrue();
    assertThat(read.blocks().getFirst().path()).isEqualTo("a/b.yaml");
    assertThat(read.blocks().getLast()).isEqualTo(new DocPage.Block("sh server", "run", 7));
  }

  @Test
  void an_ellipsis_stands_for_anything_in_a_line_and_alone_for_any_lines() {
    DocPage.Block block = new DocPage.Block("text", "{\"id\":\"evt_…\"}\n…\nthe end.", 1);

    assertThat(block.shows("{\"id\":\"evt_1\"}\nthe end.\n")).isTrue();
    assertThat(block.shows("{\"id\":\"evt_1\"}\none\ntwo\nthe end.")).isTrue();
    assertThat(block.shows("{\"id\":\"evt_1\"}\nthe end!")).isFalse();
    assertThat(block.shows("{\"id\":\"x\"}\nthe end.")).isFalse();
    assertThat(block.shows("{\"id\":\"evt_1\"}\nthe end.\nand more")).isFalse();
  }
}
