/// What every room shares that speaks HTTP to a vendor: the meaning of answers that come from no vendor, of those that never
/// came, and of being asked to wait.
@NullMarked
package io.ingestlayer.delivery.vendor;

import org.jspecify.annotations.NullMarked;
