/// Tests of sending again.
@NullMarked
package io.ingestlayer.replay;

import org.jspecify.annotations.NullMarked;
