package io.ingestlayer.bench.load;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What came of a load.
///
/// @param answers how many of each status
/// @param elapsed from the first request to the last answer
/// @param latencies in ns
/// @param generatorCpu what the generator's own thread took
public record LoadResult(
    SortedMap<Integer, Long> answers,
    Duration elapsed,
    Histogram latencies,
    Duration generatorCpu) {

  public LoadResult {
    answers = new TreeMap<>(answers);
  }

  /// Requests that were answered 202.
  public long accepted() {
    return answers.getOrDefault(202, 0L);
  }

  public long requests() {
    return answers.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Nothing but 202 came.
  public boolean isClean() {
    return accepted() == requests();
  }
}
