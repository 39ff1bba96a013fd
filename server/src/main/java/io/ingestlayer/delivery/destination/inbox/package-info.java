/// The inbox: keeps the message that another destination would have got, for a person to look at. Needs no account anywhere.
///
/// It paces and renders as the type it stands in for. A message is kept once for each delivery, also when it is sent twice.
@NullMarked
package io.ingestlayer.delivery.destination.inbox;

import org.jspecify.annotations.NullMarked;
