/// Limits: what is counted, in which window, against which threshold, and what a crossing becomes.
///
/// A library that the stages call in the transaction they have open: the gate, the decision, the finish of a delivery.
/// Rules are data ([LimitRule]); [LimitRules] measures what happened by them, without side effects; [LimitEvaluation]
/// counts what was measured in a [CounterStore] and finds the crossings. A record of the dataset is a [Violation].
@NullMarked
package io.ingestlayer.limit;

import org.jspecify.annotations.NullMarked;
