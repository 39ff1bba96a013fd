package io.ingestlayer;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may import whom. What is not drawn here is forbidden, and a new package fails until it is drawn.
class ArchitectureTest {
  private static final String ROOT = "io.ingestlayer";

  private static final String IMPORT_MAP =
      """
      app        -> admin replay catalog ingest pipeline delivery outbox log limit entity schema workspace component expression event platform
      admin      -> replay ingest pipeline delivery log limit entity schema workspace component expression event platform
      replay     -> pipeline delivery log workspace event expression platform
      catalog    -> ingest pipeline delivery component
      ingest     -> outbox log limit schema workspace component event platform
      pipeline   -> delivery outbox log limit entity workspace component expression event platform
      delivery   -> outbox limit workspace component expression event platform
      outbox     -> log event platform
      log        -> event platform
      limit      -> outbox expression event platform
      entity     -> event platform
      schema     -> event platform
      workspace  -> limit component expression event platform
      component  -> expression event
      expression -> event
      event      ->
      platform   ->
      """;

  private static final Map<String, Set<String>> ALLOWED = parse(IMPORT_MAP);
  private static JavaClasses product;

  @BeforeAll
  static void read_the_product() {
    product = new ClassFileImporter().importPath(Path.of("target", "classes"));
  }

  @Test
  void every_package_stands_in_the_import_map() {
    Set<String> packages =
        product.stream()
            .map(ArchitectureTest::area)
            .filter(area -> !area.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(ALLOWED.keySet()).containsAll(packages);
  }

  @Test
  void nobody_imports_what_is_not_drawn() {
    assertThat(undrawnImports(product)).isEmpty();
  }

  @Test
  void each_import_that_is_not_drawn_would_be_seen(@TempDir Path folder) throws IOException {
    Set<String> forbidden = new TreeSet<>();
    List<Path> sources = new ArrayList<>();
    for (String to : ALLOWED.keySet()) {
      sources.add(source(folder, to, "Target", ""));
    }
    for (String from : ALLOWED.keySet()) {
      for (String to : ALLOWED.keySet()) {
        if (!from.equals(to) && !ALLOWED.getOrDefault(from, Set.of()).contains(to)) {
          String field = "Class<?> it = " + ROOT + "." + to + ".Target.class;";
          sources.add(source(folder, from, "Touches" + to, field));
          forbidden.add(from + " -> " + to);
        }
      }
    }
    compile(sources);

    Set<String> seen = undrawnImports(new ClassFileImporter().importPath(folder)).keySet();

    assertThat(seen).isEqualTo(forbidden);
  }

  @Test
  void rooms_do_not_know_each_other() {
    List<String> rooms = List.of("delivery.destination", "pipeline.action", "ingest.source");

    List<String> crossings =
        rooms.stream()
            .flatMap(hall ->
                crossings(
                    from -> room(from, hall),
                    (from, to) -> !room(to, hall).isEmpty() && !room(to, hall).equals(from)))
            .toList();

    assertThat(crossings).isEmpty();
  }

  @Test
  void only_the_catalog_names_the_rooms() {
    List<String> named =
        crossings(
                type -> isRoom(type) || area(type).equals("catalog") ? "" : "outside",
                (from, to) -> isRoom(to))
            .toList();

    assertThat(named).isEmpty();
  }

  @Test
  void sql_stands_in_classes_that_say_so() {
    Set<String> statements =
        Set.of(
            "java.sql.PreparedStatement",
            "java.sql.Statement",
            "java.sql.ResultSet",
            ROOT + ".platform.db.Sql",
            ROOT + ".platform.db.CopyWriter");

    List<String> elsewhere =
        crossings(
                type ->
                    type.getPackageName().startsWith(ROOT + ".platform.db") || saysSql(type)
                        ? ""
                        : "outside",
                (from, to) -> statements.contains(to.getFullName()))
            .toList();

    assertThat(elsewhere).isEmpty();
  }

  @Test
  void time_and_chance_are_handed_in() {
    Predicate<JavaAccess<?>> forbidden =
        access ->
            switch (access.getTargetOwner().getFullName() + "." + access.getName()) {
              case "java.time.Instant.now",
                  "java.time.LocalDate.now",
                  "java.time.ZonedDateTime.now",
                  "java.time.Clock.systemUTC",
                  "java.lang.System.currentTimeMillis",
                  "java.lang.Math.random",
                  "java.lang.Thread.sleep",
                  "java.util.UUID.randomUUID",
                  "java.util.Random.<init>",
                  "java.security.SecureRandom.<init>",
                  "java.util.concurrent.ThreadLocalRandom.current" ->
                  true;
              default -> false;
            };

    List<String> uses =
        product.stream()
            .filter(type -> !List.of("app", "platform").contains(area(type)))
            .flatMap(type -> type.getAccessesFromSelf().stream())
            .filter(forbidden)
            .map(JavaAccess::getDescription)
            .toList();

    assertThat(uses).isEmpty();
  }

  @Test
  void every_package_is_null_marked() {
    Set<String> marked =
        product.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .filter(type -> type.isAnnotatedWith(NullMarked.class))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    Set<String> all = product.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

    assertThat(marked).containsAll(all);
  }

  private static Map<String, List<String>> undrawnImports(JavaClasses classes) {
    return classes.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(it -> isOurs(it.getOriginClass()) && isOurs(it.getTargetClass()))
        .filter(it -> {
          String from = area(it.getOriginClass());
          String to = area(it.getTargetClass());
          return !from.equals(to) && !ALLOWED.getOrDefault(from, Set.of()).contains(to);
        })
        .collect(
            Collectors.groupingBy(
                it -> area(it.getOriginClass()) + " -> " + area(it.getTargetClass()),
                Collectors.mapping(it -> it.getDescription(), Collectors.toList())));
  }

  private static Stream<String> crossings(
      java.util.function.Function<JavaClass, String> origin,
      java.util.function.BiPredicate<String, JavaClass> crosses) {
    return product.stream()
        .filter(type -> !origin.apply(type).isEmpty())
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(it -> crosses.test(origin.apply(it.getOriginClass()), it.getTargetClass()))
        .map(it -> it.getDescription())
        .distinct();
  }

  private static boolean isRoom(JavaClass type) {
    return Stream.of("delivery.destination", "pipeline.action", "ingest.source")
        .anyMatch(hall -> !room(type, hall).isEmpty());
  }

  private static String room(JavaClass type, String hall) {
    String prefix = ROOT + "." + hall + ".";
    return type.getPackageName().startsWith(prefix)
        ? type.getPackageName().substring(prefix.length()).split("\\.")[0]
        : "";
  }

  private static boolean saysSql(JavaClass type) {
    String name = type.getName().substring(type.getPackageName().length() + 1);
    return name.startsWith("Postgres") || name.startsWith("Jdbc");
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(ROOT + ".");
  }

  private static String area(JavaClass type) {
    return isOurs(type) ? type.getPackageName().substring(ROOT.length() + 1).split("\\.")[0] : "";
  }

  private static Map<String, Set<String>> parse(String map) {
    return map.lines()
        .map(line -> line.split("->", -1))
        .collect(
            Collectors.toMap(
                sides -> sides[0].strip(),
                sides ->
                    Arrays.stream(sides[1].strip().split(" +"))
                        .filter(it -> !it.isEmpty())
                        .collect(Collectors.toSet())));
  }

  private static Path source(Path folder, String area, String name, String body)
      throws IOException {
    Path file = folder.resolve(Path.of("io", "ingestlayer", area, name + ".java"));
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file, "package %s.%s; public class %s { %s }".formatted(ROOT, area, name, body));
  }

  private static void compile(List<Path> sources) {
    String[] arguments =
        Stream.concat(Stream.of("-proc:none"), sources.stream().map(Path::toString))
            .toArray(String[]::new);
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
  }
}
