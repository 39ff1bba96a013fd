package io.ingestlayer.pipeline;

import java.util.List;

/// A step that is ready to run. Deciding is one thread at a time; an action needs no locks.
public interface Action {

  /// Applies itself to each walk that is still going on: lets it pass, drops it, changes its scope, or fails it.
  ///
  /// The walks are those of a whole batch, so that what is looked up can be looked up at once. Throws nothing: what goes
  /// wrong with one event is that walk's outcome.
  void apply(List<Walk> walks);
}
