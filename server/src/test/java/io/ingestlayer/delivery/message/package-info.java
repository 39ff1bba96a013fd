/// Tests of what every message for people is made of.
@NullMarked
package io.ingestlayer.delivery.message;

import org.jspecify.annotations.NullMarked;
