/// What every room shares that speaks HTTP to a vendor: the meaning of answers that come from no vendor, of those that never
/// came, and of being asked to wait; and how fast an account may send that several destinations use.
@NullMarked
package io.ingestlayer.delivery.vendor;

import org.jspecify.annotations.NullMarked;
