package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.Delivery;
import org.jspecify.annotations.Nullable;

/// A row that is ready to be written.
///
/// @param position the delivery's place in its attempt
/// @param columns the text for each column, null for the default or SQL's null
/// @param remark something a person should know about it, or null
@SuppressWarnings("ArrayRecordComponent") // One for each row: a list around it would be of no use.
record PreparedRow(
    int position, Delivery delivery, @Nullable String[] columns, @Nullable String remark) {

  /// About how many characters are sent for it.
  int length() {
    int length = 0;
    for (String column : columns) {
      length += column == null ? 1 : column.length();
    }
    return length;
  }
}
