package io.ingestlayer.admin;

import io.ingestlayer.admin.DatasetQuery.Format;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.ReadBoundException;
import io.ingestlayer.limit.Violation;
import io.ingestlayer.limit.ViolationFilter;
import io.ingestlayer.limit.ViolationGroup;
import io.ingestlayer.limit.ViolationGrouping;
import io.ingestlayer.limit.ViolationQueries;
import io.ingestlayer.limit.ViolationQueries.Place;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.RouteHandler;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.KeyScope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/v1/datasets/limit_violations`: what crossed a limit, as records, as counts of the same records, or as a file.
final class DatasetRoutes {
  /// The most records of one file.
  static final int EXPORT_MAX = 100_000;

  private static final List<String> NAMES =
      List.of("limit_violations", "labs.limit_violations", "labs.limitViolations");
  private static final int PAGE_DEFAULT = 100;
  private static final int EXPORT_PAGE = 500;

  private final ViolationQueries violations;
  private final Access access;

  DatasetRoutes(ViolationQueries violations, Access access) {
    this.violations = violations;
    this.access = access;
  }

  void addTo(Router router) {
    for (String name : NAMES) {
      router.get("/v1/datasets/" + name, bounded(this::get));
    }
  }

  /// A question that was broken off is answered with what to do about it.
  static RouteHandler bounded(Function<ServerRequest, ServerResponse> route) {
    return request -> {
      try {
        return route.apply(request);
      } catch (ReadBoundException e) {
        throw switch (e.bound()) {
          case TOO_WIDE ->
              new ProblemException(
                  400,
                  "query_too_wide",
                  "This looks at more than can be looked at in 5 s; give \"from\" and \"to\", or a limit's name.");
          case BUSY ->
              new ProblemException(
                  503, "busy", "Others are asking as well; ask again in a few seconds.");
        };
      }
    };
  }

  private ServerResponse get(ServerRequest request) {
    access.require(request, KeyScope.READ);
    DatasetQuery query = new DatasetQuery(request);
    ViolationGrouping grouping = query.grouping();
    if (grouping != null) {
      return groups(query, grouping);
    }
    return query.format() == Format.JSON ? page(query) : export(query, query.format());
  }

  private ServerResponse page(DatasetQuery query) {
    int limit = query.limit(ViolationQueries.PAGE_MAX).orElse(PAGE_DEFAULT);
    List<Violation> found = violations.list(query.filter(), query.after(), limit + 1);
    List<Violation> page = found.subList(0, Math.min(limit, found.size()));
    String next = found.size() > limit ? DatasetQuery.cursor(Place.of(page.getLast())) : null;
    return Answers.page(page.stream().map(Violation::toJson).toList(), next);
  }

  private ServerResponse groups(DatasetQuery query, ViolationGrouping grouping) {
    Optional<Integer> limit = query.limit(ViolationQueries.GROUPS_MAX);
    List<ViolationGroup> groups =
        violations.groups(query.filter(), grouping, limit.orElse(ViolationQueries.GROUPS_MAX + 1));
    if (groups.size() > ViolationQueries.GROUPS_MAX) {
      throw ListQuery.refusal(
          "too_many_groups",
          "group_by",
          "These are more than 10 000 groups; narrow the filter, group by less, or give \"limit\" for the first ones.");
    }
    Value data = Value.array(groups.stream().map(DatasetRoutes::json).toList());
    return Answers.data(200, data);
  }

  private static Value.Obj json(ViolationGroup group) {
    return Value.object()
        .put("group", group.values())
        .put("bucket", Answers.timeOrNull(group.bucket()))
        .put("violations", group.violations())
        .put("value_max", group.valueMax())
        .put("first", Answers.time(group.first()))
        .put("last", Answers.time(group.last()))
        .build();
  }

  /// The end is found before the first byte is sent, since where the next file begins is said in a header.
  private ServerResponse export(DatasetQuery query, Format format) {
    ViolationFilter filter = query.filter();
    Place after = query.after();
    int limit = query.limit(EXPORT_MAX).orElse(EXPORT_MAX);
    Place end = violations.end(filter, after, limit).orElse(null);
    ServerResponse answer =
        ServerResponse.stream(
            format.contentType(), out -> write(filter, after, end, limit, format, out));
    return end == null ? answer : answer.with("X-Next-Cursor", DatasetQuery.cursor(end));
  }

  /// Page by page, and no connection to the database is held while the caller reads.
  private void write(
      ViolationFilter filter,
      @Nullable Place after,
      @Nullable Place end,
      int limit,
      Format format,
      OutputStream out)
      throws IOException {
    if (format == Format.CSV) {
      write(ViolationText.header(), out);
    }
    Place place = after;
    // Records that were written meanwhile may stand in between; so many more than counted would be
    // another list.
    for (int read = 0; read <= 2 * limit; ) {
      List<Violation> page = next(filter, place);
      for (Violation violation : page) {
        if (end != null && isAfter(violation, end)) {
          return;
        }
        write(
            format == Format.CSV
                ? ViolationText.row(violation)
                : Json.write(violation.toJson()) + "\n",
            out);
      }
      if (page.size() < EXPORT_PAGE) {
        return;
      }
      read += page.size();
      place = Place.of(page.getLast());
    }
    throw new IOException("the list grew faster than it was read");
  }

  private List<Violation> next(ViolationFilter filter, @Nullable Place place) throws IOException {
    try {
      return violations.list(filter, place, EXPORT_PAGE);
    } catch (ReadBoundException e) {
      throw new IOException("the rest of the list was not to be had: " + e.bound(), e);
    }
  }

  /// Whether it stands behind that place in the list.
  private static boolean isAfter(Violation violation, Place place) {
    int byTime = violation.time().compareTo(place.time());
    return byTime < 0 || (byTime == 0 && unsigned(violation, place) < 0);
  }

  /// In the order of the database, which is that of the bytes.
  private static int unsigned(Violation violation, Place place) {
    int high =
        Long.compareUnsigned(
            violation.id().getMostSignificantBits(), place.id().getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            violation.id().getLeastSignificantBits(), place.id().getLeastSignificantBits());
  }

  private static void write(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
