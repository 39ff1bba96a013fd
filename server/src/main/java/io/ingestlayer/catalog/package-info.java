/// Names every room, once: the kinds of destinations and of actions that there are.
@NullMarked
package io.ingestlayer.catalog;

import org.jspecify.annotations.NullMarked;
