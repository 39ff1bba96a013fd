package io.ingestlayer.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Problem;
import io.ingestlayer.workspace.Definitions.Defined;
import io.ingestlayer.workspace.WorkspaceFolder.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceFolderTest {
  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Loaded load() {
    return WorkspaceFolder.load(
        folder,
        new SmallCatalog(),
        Map.of("SLACK_BOT_TOKEN", "t", "WAREHOUSE_URL", "postgresql://h/d")::get,
        schema -> Optional.empty());
  }

  private List<String> said() {
    return load().problems().stream().map(Problem::toString).toList();
  }

  @Test
  void all_files_together_are_one_set_of_definitions() throws IOException {
    write("pipelines/p.yaml", "pipeline: p\nmatch: a\ndestinations: [ { to: box } ]\n");
    write("destinations/box.yml", "destination: box\ntype: inbox\n");
    write("b.yaml", "event: b\n");
    write("a.yaml", "event: a\n---\nevent: a2\n");
    write("notes.md", "not: [yaml");
    write(".hidden.yaml", "nonsense: 1\n");
    write(".git/config.yaml", "nonsense: 1\n");

    Loaded loaded = load();

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.isSound()).isTrue();
    assertThat(loaded.definitions().events())
        .extracting(Defined::name)
        .containsExactly("a", "a2", "b");
    assertThat(loaded.definitions().pipelines()).hasSize(1);
  }

  @Test
  void problems_name_the_file_below_the_folder_and_come_in_order() throws IOException {
    write("z.yaml", "evnt: a\n");
    write("a/b.yaml", "\n\nevent: a b\nstrct: true\n");

    assertThat(said())
        .containsExactly(
            "a/b.yaml:3:8: an event type is a letter or digit, then up to 127 letters, digits and _ . : / -",
            "a/b.yaml:4:1: unknown key \"strct\"; did you mean \"strict\"?",
            "z.yaml:1:1: this defines nothing that is known; did you mean \"event\"?");
    assertThat(load().isSound()).isFalse();
  }

  @Test
  void a_secret_may_stand_in_a_file_beside_the_definitions() throws IOException {
    write("d.yaml", "destination: d\ntype: slack\nconfig: { token: { file: secrets/token } }\n");
    write("secrets/token", "xoxb-file\n");

    Loaded loaded = load();

    assertThat(loaded.problems()).isEmpty();
    assertThat(
            loaded
                .definitions()
                .destinations()
                .getFirst()
                .definition()
                .config()
                .get(SmallCatalog.TOKEN)
                .reveal())
        .isEqualTo("xoxb-file");
  }

  @Test
  void a_linked_file_is_read_as_a_mounted_one_is() throws IOException {
    write("..data/p.yaml", "event: a\n");
    Files.createSymbolicLink(folder.resolve("p.yaml"), Path.of("..data/p.yaml"));

    assertThat(load().definitions().events()).hasSize(1);
  }

  @Test
  void a_file_that_cannot_be_read_is_a_problem_of_its_own() throws IOException {
    Files.write(folder.resolve("latin1.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4, '\n'});
    write("large.yaml", "# " + "x".repeat(1024 * 1024));
    write("p.yaml", "pipeline: p\nmatch: a\ndestinations: [ { to: box } ]\n");

    assertThat(said())
        .containsExactly(
            "large.yaml:1:1: the file is larger than 1 MiB; split it",
            "latin1.yaml:1:1: the file is not UTF-8; save it as such");
  }

  @Test
  void a_folder_that_is_not_there_is_a_problem() {
    Loaded loaded =
        WorkspaceFolder.load(
            folder.resolve("missing"),
            new SmallCatalog(),
            name -> null,
            schema -> Optional.empty());

    assertThat(loaded.problems()).extracting(Problem::code).containsExactly("unreadable");
  }

  @Test
  void an_empty_folder_defines_nothing() {
    assertThat(load().definitions()).isEqualTo(Definitions.NOTHING);
    assertThat(load().isSound()).isTrue();
  }
}
