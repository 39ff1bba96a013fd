/// What every room shares that writes a message for people: which facts of an event are shown, and text that is harmless
/// and cut where no character is damaged.
@NullMarked
package io.ingestlayer.delivery.message;

import org.jspecify.annotations.NullMarked;
