package io.ingestlayer.pipeline;

import io.ingestlayer.event.Event;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The pipelines that are active together, found by an event's type. One thread.
final class ActivePlans {
  /// Types whose pipelines are remembered. Senders make up types as they like; what is beyond is looked for each time.
  static final int TYPES_MAX = 10_000;

  private final List<PipelinePlan> plans;
  private final Set<Integer> versions;
  private final Map<String, int[]> byType = new HashMap<>();

  ActivePlans(List<PipelinePlan> plans) {
    this.plans = List.copyOf(plans);
    this.versions = plans.stream().map(it -> it.version().id()).collect(Collectors.toSet());
  }

  /// The ids of their versions.
  Set<Integer> versions() {
    return versions;
  }

  List<PipelinePlan> plans() {
    return plans;
  }

  /// The places in `plans` of those that take events of this type, from some source at least.
  int[] ofType(Event event) {
    int[] known = byType.get(event.type());
    if (known != null) {
      return known;
    }
    int[] found = find(event.type());
    if (byType.size() < TYPES_MAX) {
      byType.put(event.type(), found);
    }
    return found;
  }

  private int[] find(String type) {
    int[] places = new int[plans.size()];
    int found = 0;
    for (int place = 0; place < plans.size(); place++) {
      if (plans.get(place).matching().takesType(type)) {
        places[found++] = place;
      }
    }
    return Arrays.copyOf(places, found);
  }
}
