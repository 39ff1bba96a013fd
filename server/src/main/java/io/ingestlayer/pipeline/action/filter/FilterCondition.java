package io.ingestlayer.pipeline.action.filter;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.expression.Condition;

/// What must hold for an event to pass.
///
/// @param condition decides
/// @param criterion says why not
record FilterCondition(Condition condition, Criterion criterion) {

  FilterCondition {
    requireNonNull(condition);
    requireNonNull(criterion);
  }
}
