/// What a component (a destination, an action, a source) is to the one who configures it: its fields, their types, docs
/// and bounds. A `ConfigSpec` is the form, the validation and the documentation.
@NullMarked
package io.ingestlayer.component;

import org.jspecify.annotations.NullMarked;
