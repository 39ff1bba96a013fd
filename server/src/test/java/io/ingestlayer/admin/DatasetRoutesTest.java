package io.ingestlayer.admin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.PostgresBoundedReads;
import io.ingestlayer.limit.PostgresViolationQueries;
import io.ingestlayer.limit.Violation;
import io.ingestlayer.limit.ViolationRows;
import io.ingestlayer.platform.http.Router;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatasetRoutesTest {
  private static final String PATH = "/v1/datasets/limit_violations";

  private final CoreDatabase core = CoreDatabase.create();
  private final List<Violation> rows = new ArrayList<>(ViolationRows.random(3_000, 7));
  private final TestApi api = new TestApi(core.database(), this::addTo);

  private void addTo(Router router, Access access) {
    new DatasetRoutes(
            new PostgresViolationQueries(new PostgresBoundedReads(core.database()), 1), access)
        .addTo(router);
  }

  @BeforeAll
  void write() {
    ViolationRows.write(core.database(), rows);
    rows.sort(
        Comparator.comparing(Violation::time).thenComparing(it -> it.id().toString()).reversed());
  }

  @AfterAll
  void close() {
    api.close();
    core.close();
  }

  private List<String> matching(Predicate<Violation> filter) {
    return rows.stream().filter(filter).map(it -> it.id().toString()).toList();
  }

  private static Value context(Violation row, String key) {
    Value.Obj context = row.record().context();
    return context == null ? Value.Absent.ABSENT : context.get(key);
  }

  private static String text(Value value) {
    return switch (value) {
      case Value.Text text -> text.value();
      case Value.Num number -> number.text();
      default -> "";
    };
  }

  private static List<String> ids(List<Value> page) {
    return page.stream().map(it -> text(it.get("id"))).toList();
  }

  /// Every page from the first to the last.
  private List<String> walk(String query, int limit) throws Exception {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    for (int pages = 0; pages < 2_000; pages++) {
      Value page = api.json(PATH + "?limit=" + limit + "&" + query + cursor);
      ids.addAll(ids(((Value.Arr) page.get("data")).elements()));
      if (!page.get("next_cursor").isPresent()) {
        return ids;
      }
      cursor = "&cursor=" + text(page.get("next_cursor"));
    }
    throw new AssertionError("the list has no end");
  }

  static Stream<Arguments> filters() {
    Instant from = ViolationRows.START.plus(Duration.ofHours(10));
    Instant to = ViolationRows.START.plus(Duration.ofMinutes(7 * 200));
    return Stream.of(
        filter("limit_name=limit-1", it -> it.record().limitName().equals("limit-1")),
        filter(
            "limit_name=limit-1,limit-3&limit_name=none",
            it -> List.of("limit-1", "limit-3").contains(it.record().limitName())),
        filter("limit_type=quota", it -> it.record().limitType().equals("quota")),
        filter("limit_event_type=api_call", it -> it.record().eventType().equals("api_call")),
        filter("context.teamId=42", it -> text(context(it, "teamId")).equals("42")),
        filter(
            "context.teamId=42&context.route=%3D1%2B1",
            it ->
                text(context(it, "teamId")).equals("42")
                    && text(context(it, "route")).equals("=1+1")),
        filter("context.none=", it -> false),
        filter("from=" + from, it -> !it.time().isBefore(from)),
        filter("to=" + to, it -> it.time().isBefore(to)),
        filter(
            "from=" + from + "&to=" + to,
            it -> !it.time().isBefore(from) && it.time().isBefore(to)),
        filter("late=true", Violation::late),
        filter("late=false&action=drop", it -> !it.late() && it.action().word().equals("drop")));
  }

  private static Arguments filter(String query, Predicate<Violation> filter) {
    return Arguments.of(query, filter);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void a_filter_finds_what_it_says_newest_first(String query, Predicate<Violation> filter)
      throws Exception {
    List<String> expected = matching(filter);

    assertThat(walk(query, 1_000)).isEqualTo(expected);
    assertThat(matching(_ -> true)).isNotEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000})
  void pages_neither_repeat_nor_leave_out_records_of_one_time(int limit) throws Exception {
    String query = "limit_name=limit-1&late=true&action=drop";

    assertThat(walk(query, limit))
        .isEqualTo(
            matching(it ->
                it.record().limitName().equals("limit-1")
                    && it.late()
                    && it.action().word().equals("drop")));
    assertThat(rows.stream().map(Violation::time).distinct().count()).isLessThan(rows.size() / 2);
  }

  @Test
  void the_last_page_has_no_cursor_even_when_it_is_full() throws Exception {
    int all = matching(Violation::late).size();

    Value page = api.json(PATH + "?late=true&limit=" + all);

    assertThat(((Value.Arr) page.get("data")).elements()).hasSize(all);
    assertThat(page.get("next_cursor")).isEqualTo(Value.Null.NULL);
  }

  @Test
  void a_record_stands_in_its_envelope() throws Exception {
    Violation row = rows.stream().filter(it -> it.window() != null).findFirst().orElseThrow();
    Violation alone = rows.stream().filter(it -> it.window() == null).findFirst().orElseThrow();

    List<Value> page = ((Value.Arr) api.json(PATH + "?limit=1000").get("data")).elements();

    Value shown = page.get(rows.indexOf(row));
    assertThat(((Value.Obj) shown).members().keySet())
        .containsExactly(
            "id",
            "time",
            "recorded_at",
            "window_start",
            "window_end",
            "action",
            "level",
            "late",
            "violation");
    assertThat(text(shown.get("time"))).isEqualTo(Answers.time(row.time()));
    assertThat(text(shown.get("window_end")))
        .isEqualTo(
            Answers.time(
                row.time().truncatedTo(java.time.temporal.ChronoUnit.HOURS).plusSeconds(3600)));
    assertThat(shown.get("violation")).isEqualTo(row.record().toJson());
    Value single = page.get(rows.indexOf(alone));
    assertThat(single.get("window_start")).isEqualTo(Value.Null.NULL);
    assertThat(single.get("violation")).isEqualTo(alone.record().toJson());
  }

  @ParameterizedTest
  @ValueSource(strings = {"labs.limit_violations", "labs.limitViolations"})
  void the_aliases_answer_the_same(String name) throws Exception {
    String query = "?context.teamId=42&limit=5";

    assertThat(api.json("/v1/datasets/" + name + query)).isEqualTo(api.json(PATH + query));
  }

  static Stream<Arguments> groupings() {
    Function<Violation, List<String>> byName = it -> List.of(it.record().limitName());
    return Stream.of(
        grouping("group_by=limit_name", byName),
        grouping("group_by=limit_name&late=true&context.teamId=42", byName),
        grouping(
            "group_by=limit_name,context.teamId,limit_type",
            it ->
                List.of(
                    it.record().limitName(), text(context(it, "teamId")), it.record().limitType())),
        grouping(
            "group_by=limit_event_type&group_by=action&group_by=late",
            it ->
                List.of(it.record().eventType(), it.action().word(), Boolean.toString(it.late()))),
        grouping(
            "group_by=context.route&bucket=1d", it -> List.of(day(it), text(context(it, "route")))),
        grouping("bucket=5m", it -> List.of(aligned(it, 300))),
        grouping(
            "bucket=1h&group_by=limit_name",
            it -> List.of(aligned(it, 3600), it.record().limitName())));
  }

  private static Arguments grouping(String query, Function<Violation, List<String>> by) {
    return Arguments.of(query, by);
  }

  private static String day(Violation row) {
    return aligned(row, 86_400);
  }

  private static String aligned(Violation row, long seconds) {
    return Answers.time(Instant.ofEpochSecond(row.time().getEpochSecond() / seconds * seconds));
  }

  @ParameterizedTest
  @MethodSource("groupings")
  void groups_are_the_records_of_the_list_counted(
      String query, Function<Violation, List<String>> by) throws Exception {
    Map<List<String>, List<Violation>> expected =
        rows.stream()
            .filter(it ->
                !query.contains("late=true")
                    || (it.late() && text(context(it, "teamId")).equals("42")))
            .collect(Collectors.groupingBy(by));

    List<Value> groups = ((Value.Arr) api.json(PATH + "?" + query).get("data")).elements();

    Map<List<String>, Value> found = new HashMap<>();
    for (Value group : groups) {
      List<String> key = new ArrayList<>();
      if (group.get("bucket").isPresent()) {
        key.add(text(group.get("bucket")));
      }
      ((Value.Obj) group.get("group"))
          .members()
          .values()
          .forEach(it ->
              key.add(it instanceof Value.Bool bool ? Boolean.toString(bool.value()) : text(it)));
      assertThat(found.put(key, group)).isNull();
    }
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach((key, records) -> {
      Value group = requireNonNull(found.get(key));
      assertThat(text(group.get("violations"))).isEqualTo(Integer.toString(records.size()));
      assertThat(text(group.get("value_max")))
          .isEqualTo(
              Long.toString(
                  records.stream().mapToLong(it -> it.record().value()).max().orElseThrow()));
      assertThat(text(group.get("first"))).isEqualTo(Answers.time(records.getLast().time()));
      assertThat(text(group.get("last"))).isEqualTo(Answers.time(records.getFirst().time()));
    });
    assertThat(groups)
        .isSortedAccordingTo(
            Comparator.comparing((Value it) -> text(it.get("bucket")))
                .thenComparing(
                    it -> Long.parseLong(text(it.get("violations"))), Comparator.reverseOrder()));
  }

  @Test
  void with_a_limit_only_the_largest_groups_are_shown() throws Exception {
    List<Value> all = data(PATH + "?group_by=context.teamId");

    assertThat(data(PATH + "?group_by=context.teamId&limit=2")).isEqualTo(all.subList(0, 2));
  }

  private List<Value> data(String path) throws Exception {
    return ((Value.Arr) api.json(path).get("data")).elements();
  }

  @ParameterizedTest
  @ValueSource(strings = {"format=ndjson", ""})
  void as_ndjson_it_is_the_same_records(String format) throws Exception {
    HttpResponse<String> file =
        api.get(PATH + "?limit_name=limit-2&" + format, "application/x-ndjson");

    assertThat(file.headers().firstValue("content-type")).hasValue("application/x-ndjson");
    assertThat(file.headers().firstValue("x-next-cursor")).isEmpty();
    List<Value> records = file.body().lines().map(Json::parseObject).map(it -> (Value) it).toList();
    assertThat(records).isEqualTo(data(PATH + "?limit_name=limit-2&limit=1000"));
    assertThat(records.size()).isGreaterThan(500);
  }

  @Test
  void as_csv_it_is_the_same_records_and_no_formula_among_them() throws Exception {
    HttpResponse<String> file = api.get(PATH + "?late=true&format=csv", "*/*");

    List<List<String>> table = csv(file.body());
    assertThat(file.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
    assertThat(table.getFirst()).hasSize(17).startsWith("id", "time").endsWith("violation_context");
    List<Violation> late = rows.stream().filter(Violation::late).toList();
    assertThat(table).hasSize(late.size() + 1);
    for (int i = 0; i < late.size(); i++) {
      List<String> cells = table.get(i + 1);
      assertThat(cells.getFirst()).isEqualTo(late.get(i).id().toString());
      assertThat(cells.get(15)).isEqualTo(Long.toString(late.get(i).record().value()));
      Value.Obj context = late.get(i).record().context();
      assertThat(cells.get(16).isEmpty() ? Value.Null.NULL : Json.parseObject(cells.get(16)))
          .isEqualTo(context == null ? Value.Null.NULL : context);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"=1+1,'=1+1", "+1,'+1", "-1,'-1", "@a,'@a", "a=1,a=1"})
  void a_cell_that_would_be_a_formula_is_text(String name, String cell) {
    String row = ViolationText.row(ViolationRows.named(name));

    assertThat(csv(row).getFirst().get(8)).isEqualTo(cell);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ndjson", "csv"})
  void files_go_on_where_the_one_before_ended(String format) throws Exception {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    for (int files = 0; files < 10 && !cursor.equals("end"); files++) {
      HttpResponse<String> file =
          api.get(PATH + "?format=" + format + "&limit=700" + cursor, "*/*");
      ids.addAll(
          format.equals("csv")
              ? csv(file.body()).stream().skip(1).map(List::getFirst).toList()
              : ids(file.body().lines().map(it -> (Value) Json.parseObject(it)).toList()));
      cursor = file.headers().firstValue("x-next-cursor").map(it -> "&cursor=" + it).orElse("end");
    }

    assertThat(ids).isEqualTo(matching(_ -> true));
  }

  /// RFC 4180.
  private static List<List<String>> csv(String text) {
    List<List<String>> table = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\r')) {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\r') {
          table.add(row);
          row = new ArrayList<>();
          i++;
        }
      } else {
        cell.append(c);
      }
    }
    return table;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limitname=a                   | unknown_parameter | /query/limitname",
        "context.=a                    | unknown_parameter | /query/context.",
        "limit=0                       | invalid_parameter | /query/limit",
        "limit=1001                    | invalid_parameter | /query/limit",
        "limit=100001&format=csv       | invalid_parameter | /query/limit",
        "cursor=x                      | invalid_parameter | /query/cursor",
        "cursor=KzEwMDAwMDAwMDAtMTItMzFUMDA6MDA6MDBaIDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA | invalid_parameter | /query/cursor",
        "from=yesterday                | invalid_parameter | /query/from",
        "to=+99999-01-01T00:00:00Z     | invalid_parameter | /query/to",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z | invalid_parameter | /query/from",
        "late=perhaps                  | invalid_parameter | /query/late",
        "action=explode                | invalid_parameter | /query/action",
        "format=xml                    | invalid_parameter | /query/format",
        "bucket=2h                     | invalid_parameter | /query/bucket",
        "group_by=value                | invalid_parameter | /query/group_by",
        "group_by=limit_name,limit_name | invalid_parameter | /query/group_by",
        "group_by=limit_name,late,action,limit_type | invalid_parameter | /query/group_by",
        "group_by=late&format=csv      | invalid_parameter | /query/format",
        "context.a=1&context.b=1&context.c=1&context.d=1&context.e=1&context.f=1 | invalid_parameter | /query/context.*",
        "context.a=1&context.a=2       | invalid_parameter | /query/context.a",
      })
  void what_cannot_be_asked_is_refused_by_name(String query, String code, String pointer)
      throws Exception {
    HttpResponse<String> answer = api.get(PATH + "?" + query.replace("+", "%2B"), "*/*");

    Value problem = Json.parseObject(answer.body());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(text(problem.get("code"))).isEqualTo(code);
    assertThat(text(problem.get("errors").get(0).get("pointer"))).isEqualTo(pointer);
  }

  @Test
  void values_of_the_context_are_never_part_of_the_statement() throws Exception {
    String nasty = URLEncoder.encode("x' or '1'='1", StandardCharsets.UTF_8);

    assertThat(data(PATH + "?context." + nasty + "=" + nasty)).isEmpty();
    assertThat(data(PATH + "?group_by=context." + nasty)).hasSize(1);
  }

  @Test
  void without_a_key_that_may_read_there_is_no_answer() throws Exception {
    assertThat(api.statusWithout(PATH)).isEqualTo(401);
    assertThat(api.statusAs("il_live_unknown", PATH)).isEqualTo(401);
  }
}
