package io.ingestlayer.limit;

import io.ingestlayer.expression.Expression;
import org.jspecify.annotations.Nullable;

/// Names a rule's counters by what they count.
final class RuleId {
  private RuleId() {}

  static long of(LimitRule rule) {
    Digest digest =
        new Digest()
            .add(rule.name())
            .add(rule.on().word())
            .add(rule.match().size())
            .add(source(rule.when()))
            .add(rule.interval().toString())
            .add(rule.unit().word())
            .add(source(rule.measure()))
            .add(source(rule.weight()))
            .add(rule.includeSystem() ? 1 : 0);
    rule.match().forEach(digest::add);
    rule.key().forEach(it -> digest.add(it.name()).add(it.value().source()));
    return digest.id().getMostSignificantBits();
  }

  private static String source(@Nullable Expression expression) {
    return expression == null ? "" : expression.source();
  }
}
