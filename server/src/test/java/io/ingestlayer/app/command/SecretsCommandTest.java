package io.ingestlayer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SecretsCommandTest {
  private static final String VALUE = "xoxb-1234567890-abcdWXYZ";
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String OTHER = "//////////////////////////////////////////8=";

  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ");

  @TempDir Path folder;
  @AutoClose private final CoreDatabase core = CoreDatabase.create();
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void keep_the_value_in_a_file() throws IOException {
    Files.writeString(folder.resolve("value"), VALUE + "\n");
    masterKey("");
  }

  private void masterKey(String key) throws IOException {
    Files.writeString(
        folder.resolve("settings.yaml"),
        "data_dir: %s\ndatabase_url: %s\nmaster_key: \"%s\"\n"
            .formatted(folder, core.postgres().uri(), key));
  }

  private int run(String... arguments) {
    return run(out, arguments);
  }

  /// @param said what is said to people
  private int run(StringWriter said, String... arguments) {
    CommandLine line = RootCommand.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(said, true));
    List<String> all = new ArrayList<>(List.of("secrets"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", folder.resolve("settings.yaml").toString()));
    return line.execute(all.toArray(String[]::new));
  }

  private int set() {
    return run("set", "SLACK", "--file", folder.resolve("value").toString());
  }

  @Test
  void a_secret_is_set_before_the_first_start_and_its_end_is_shown() {
    assertThat(set()).isZero();
    assertThat(run("list")).isZero();

    assertThat(out.toString().lines().map(it -> TIME.matcher(it).replaceAll("TIME")))
        .containsExactly(
            "made the master key %s/master.key, which opens every stored secret; keep a copy of it in a safe place"
                .formatted(folder),
            "set SLACK …WXYZ, version 1",
            "NAME   END    VERSION  SET                   USED BY",
            "SLACK  …WXYZ  1        TIME");
  }

  @Test
  void the_list_is_json_for_scripts_as_the_api_says_it_and_what_is_said_to_people_is_not_in_it() {
    StringWriter said = new StringWriter();
    assertThat(run(said, "list", "--json")).isZero();
    assertThat(run(said, "list")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(said.toString()).contains("there are none; set one with");
    set();
    int before = out.toString().length();

    assertThat(run("list", "--json")).isZero();

    Value.Obj secret = Json.parseObject(out.toString().substring(before).strip());
    assertThat(secret.members().keySet())
        .containsExactly(
            "name", "last_four", "version", "created_at", "used_by", "unused_since", "kept_until");
    assertThat(secret.get("name")).isEqualTo(Value.of("SLACK"));
    assertThat(secret.get("last_four")).isEqualTo(Value.of("WXYZ"));
    assertThat(secret.get("used_by")).isEqualTo(Value.array(List.of()));
    assertThat(secret.toString()).doesNotContain(VALUE);
  }

  @Test
  void a_key_file_that_others_may_read_is_warned_of_and_used() throws IOException {
    set();
    Path file = folder.resolve("master.key");
    for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      int before = out.toString().length();

      assertThat(run("list")).isZero();

      assertThat(out.toString().substring(before))
          .contains("is open to others", "chmod 600 " + file, "SLACK  …WXYZ");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    int before = out.toString().length();

    assertThat(run("list")).isZero();

    assertThat(out.toString().substring(before)).doesNotContain("chmod");
  }

  @Test
  void what_cannot_be_deleted_says_why() {
    set();

    assertThat(run("delete", "NOTION")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("delete", "SLACK")).isEqualTo(ExitCode.OK);

    assertThat(out.toString()).contains("there is no secret NOTION", "deleted SLACK");
  }

  @Test
  void the_key_file_is_rotated_as_often_as_one_likes() throws IOException {
    set();
    String first = Files.readString(folder.resolve("master.key"));

    assertThat(run("rotate")).isZero();
    String second = Files.readString(folder.resolve("master.key"));
    assertThat(run("rotate")).isZero();

    assertThat(List.of(first, second))
        .doesNotContain(Files.readString(folder.resolve("master.key")));
    assertThat(run("list")).isZero();
    assertThat(out.toString()).contains("2 secrets were wrapped anew", "in place of the old one");
  }

  @Test
  void a_key_that_is_set_is_rotated_to_the_first_of_two() throws IOException {
    masterKey(KEY);
    set();
    masterKey(OTHER + "," + KEY);

    assertThat(run("rotate")).isZero();
    masterKey(OTHER);
    assertThat(run("list")).isZero();
    masterKey(KEY);
    int refused = run("list");

    assertThat(refused).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString())
        .contains("take the old keys out of INGESTLAYER_MASTER_KEY")
        .contains("is another one")
        .doesNotContain("\tat ")
        .doesNotContain(KEY)
        .doesNotContain(VALUE);
  }

  @Test
  void who_has_lost_the_key_says_so_twice_and_begins_anew() throws IOException {
    masterKey(KEY);
    set();
    masterKey(OTHER);

    assertThat(run("forget")).isEqualTo(ExitCode.USAGE);
    assertThat(run("forget", "--yes")).isZero();

    assertThat(run("list")).isZero();
    assertThat(out.toString()).contains("2 stored secrets were deleted", "there are none");
  }
}
