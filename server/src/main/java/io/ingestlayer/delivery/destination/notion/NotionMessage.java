package io.ingestlayer.delivery.destination.notion;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that writes an event, within Notion's limits. Pure.
///
/// @param note what a person should know about it, or null
record NotionMessage(Value.Obj body, @Nullable String note) {
  private static final String CUT = "the text was cut to what one request to Notion takes";

  NotionMessage {
    requireNonNull(body);
  }

  /// Blocks for the end of a page.
  static NotionMessage toPage(NotionBody text) {
    Value.Obj body = Value.object().put("children", Value.array(text.blocks())).build();
    return new NotionMessage(body, text.cut() ? CUT : null);
  }

  /// A page in a data source.
  static NotionMessage toDataSource(
      String dataSource, PropertyMapping.Mapped properties, NotionBody text) {
    Value parent =
        Value.object().put("type", "data_source_id").put("data_source_id", dataSource).build();
    Value.Obj body =
        Value.object()
            .put("parent", parent)
            .put("properties", properties.properties())
            .put("children", Value.array(text.blocks()))
            .build();
    List<String> remarks = new ArrayList<>(properties.notes().remarks());
    if (text.cut()) {
      remarks.add(CUT);
    }
    return new NotionMessage(body, remarks.isEmpty() ? null : String.join("; ", remarks));
  }
}
