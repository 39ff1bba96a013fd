/// `branch` goes on in the first of its arms whose `when` is true; the last one may be `else: true`. An event that no
/// arm takes goes on behind the branch, and so does one that came through its arm. What an arm drops is dropped.
@NullMarked
package io.ingestlayer.pipeline.action.branch;

import org.jspecify.annotations.NullMarked;
