package io.ingestlayer.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.Books;
import io.ingestlayer.event.Json;
import io.ingestlayer.log.LogPositions;
import io.ingestlayer.workspace.PipelineNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FsckTest {
  private static final Books.Line LOG = new Books.Line(0, -1, "", 3, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  private static final Books.Line WHOLE = new Books.Line(17, -1, "", 3, 0, 1, 0, 2, 0, 0, 0, 0, 0);
  private static final Books.Line ROUTE =
      new Books.Line(17, 0, "team-slack", 0, 0, 0, 0, 2, 0, 1, 0, 0, 1);
  private static final Books.Line UNKNOWN =
      new Books.Line(18, -1, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private record Counted(List<Books.Line> lines) implements Books {
    @Override
    public Books.Audit audit() {
      return new Books.Audit(lines, List.of());
    }
  }

  private record Names(Map<Integer, Named> known) implements PipelineNames {
    @Override
    public Set<Integer> versions(String pipeline) {
      return Set.of();
    }

    @Override
    public Map<Integer, Named> of(Set<Integer> versionIds) {
      assertThat(versionIds).containsExactlyInAnyOrder(17, 18);
      return known;
    }
  }

  private final Fsck fsck =
      new Fsck(
          () -> List.of(new LogPositions.Position(0, 4, 4)),
          new Counted(List.of(LOG, WHOLE, ROUTE, UNKNOWN)),
          new Names(Map.of(17, new PipelineNames.Named("usage-limit-hits", 2))));

  @Test
  void a_person_reads_the_name_and_the_version_of_each_pipeline() {
    assertThat(Fsck.lines(fsck.run(false)))
        .containsExactly(
            "accepted 4 = matched 3 + unmatched 1 + waiting 0 · difference 0",
            "usage-limit-hits version 2: matched 3 = dropped 1 + dead 0 + routed 2",
            "  -> team-slack: routed 2 = skipped 0 + delivered 1 + dead 0 + canceled 0 + open 1",
            "a pipeline whose version 18 is not known: matched 0 = dropped 0 + dead 0 + routed 0",
            "the books balance");
  }

  @Test
  void a_program_reads_them_beside_the_id() {
    String json = Json.write(fsck.run(false).toJson());

    assertThat(json)
        .contains(
            "{\"pipeline\":\"usage-limit-hits\",\"version\":2,\"pipeline_version\":17,\"route\":-1,",
            "{\"pipeline\":null,\"version\":null,\"pipeline_version\":18,");
  }
}
