/// What a payload must look like: an event type's declared fields, or its JSON Schema, compiled to a check.
@NullMarked
package io.ingestlayer.schema;

import org.jspecify.annotations.NullMarked;
