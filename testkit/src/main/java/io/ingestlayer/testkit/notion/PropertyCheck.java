package io.ingestlayer.testkit.notion;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// The rules for the properties of a new page: that they exist, have the type of the value, and are within the limits.
/// developers.notion.com/reference/property-value-object, developers.notion.com/reference/request-limits.
final class PropertyCheck {
  private static final int OPTIONS_MAX = 100;
  private static final int OPTION_NAME_MAX = 100;
  private static final int FILE_NAME_MAX = 100;
  private static final int SHORT_MAX = 200;
  private static final Set<String> READ_ONLY =
      Set.of(
          "formula",
          "rollup",
          "created_by",
          "created_time",
          "last_edited_by",
          "last_edited_time",
          "unique_id",
          "button",
          "verification");

  private final DataSource source;
  private final Predicate<String> isPage;
  private final Problems problems = new Problems();

  /// @param isPage whether a page of that id was shared
  PropertyCheck(DataSource source, Predicate<String> isPage) {
    this.source = source;
    this.isPage = isPage;
  }

  void check(JsonNode properties) throws Refusal {
    schema(properties);
    for (String name : properties.propertyNames()) {
      DataSource.Property property = source.properties().get(name);
      if (property != null) {
        String type = property.type();
        value(properties.path(name).path(type), type, name, "body.properties." + name + "." + type);
      }
    }
    problems.throwIfAny();
  }

  /// Notion tells all of these together, each in a sentence.
  private void schema(JsonNode properties) throws Refusal {
    List<String> sentences = new ArrayList<>();
    for (String name : properties.propertyNames()) {
      DataSource.Property property = source.properties().get(name);
      Set<String> members = new HashSet<>(properties.path(name).propertyNames());
      members.remove("type");
      if (property == null) {
        sentences.add(name + " is not a property that exists.");
      } else if (READ_ONLY.contains(property.type())) {
        sentences.add(name + " is a property that can not be set.");
      } else if (!members.equals(Set.of(property.type()))) {
        sentences.add(name + " is expected to be " + property.type() + ".");
      }
    }
    if (!sentences.isEmpty()) {
      throw Refusal.invalid(String.join(" ", sentences));
    }
  }

  private void value(JsonNode value, String type, String name, String at) throws Refusal {
    switch (type) {
      case "title", "rich_text" -> TextCheck.check(value, at, problems);
      case "number" -> {
        if (!value.isNumber()) {
          problems.add(at, "a number", Problems.shown(value));
        }
      }
      case "checkbox" -> {
        if (!value.isBoolean()) {
          problems.add(at, "a boolean", Problems.shown(value));
        }
      }
      case "url" -> text(value, at, Problems.URL_MAX);
      case "email", "phone_number" -> text(value, at, SHORT_MAX);
      case "select" -> option(value, at);
      case "status" -> status(value, at);
      case "multi_select" -> {
        problems.array(value, at, OPTIONS_MAX);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < value.size(); i++) {
          option(value.path(i), at + "[" + i + "]");
          if (!names.add(value.path(i).path("name").asString("").toLowerCase(Locale.ROOT))) {
            throw Refusal.invalid("Multi-select options must be unique.");
          }
        }
      }
      case "date" -> date(value, at);
      case "people" -> references(value, at, Set.of("object"));
      case "relation" -> {
        references(value, at, Set.of());
        for (JsonNode page : value) {
          String id = page.path("id").asString("");
          if (Ids.isId(id) && !isPage.test(Ids.bare(id))) {
            throw Refusal.unknown("page", id);
          }
        }
      }
      case "files" -> files(value, at);
      default -> throw Refusal.invalid(name + " has a type that is not supported.");
    }
  }

  private void text(JsonNode value, String at, int max) {
    problems.text(value, at, max);
    if (value.isString() && value.stringValue().isEmpty()) {
      problems.add(at + ".length", "≥ `1`", "0");
    }
  }

  private void option(JsonNode option, String at) throws Refusal {
    if (problems.object(option, at, Set.of("name"), Set.of())) {
      problems.text(option.path("name"), at + ".name", OPTION_NAME_MAX);
      String name = option.path("name").asString("");
      if (name.contains(",")) {
        throw Refusal.invalid("Invalid select option, commas not allowed: " + name);
      }
      if (name.isBlank()) {
        problems.add(at + ".name.length", "≥ `1`", "0");
      }
    }
  }

  private void status(JsonNode value, String at) throws Refusal {
    if (problems.object(value, at, Set.of("name"), Set.of())) {
      String name = value.path("name").asString("");
      boolean known =
          source.properties().values().stream()
              .anyMatch(it -> it.type().equals("status") && it.options().contains(name));
      if (!known) {
        throw Refusal.invalid(
            "Invalid status option. Status option \"%s\" does not exist\".".formatted(name));
      }
    }
  }

  private void date(JsonNode value, String at) {
    if (problems.object(value, at, Set.of("start"), Set.of("end", "time_zone"))) {
      day(value.path("start"), at + ".start");
      if (value.has("end") && !value.path("end").isNull()) {
        day(value.path("end"), at + ".end");
      }
    }
  }

  private void day(JsonNode value, String at) {
    try {
      String text = value.asString("");
      if (text.length() > 10) {
        OffsetDateTime.parse(text);
      } else {
        LocalDate.parse(text);
      }
    } catch (DateTimeException e) {
      problems.add(at, "a valid ISO 8601 date string", Problems.shown(value));
    }
  }

  private void references(JsonNode value, String at, Set<String> optional) {
    if (problems.array(value, at, OPTIONS_MAX)) {
      for (int i = 0; i < value.size(); i++) {
        String one = at + "[" + i + "]";
        problems.object(value.path(i), one, Set.of("id"), optional);
        problems.uuid(value.path(i).path("id"), one + ".id");
      }
    }
  }

  private void files(JsonNode value, String at) {
    if (problems.array(value, at, OPTIONS_MAX)) {
      for (int i = 0; i < value.size(); i++) {
        String one = at + "[" + i + "]";
        JsonNode file = value.path(i);
        problems.object(file, one, Set.of("name", "external"), Set.of("type"));
        problems.text(file.path("name"), one + ".name", FILE_NAME_MAX);
        problems.object(file.path("external"), one + ".external", Set.of("url"), Set.of());
        problems.text(file.path("external").path("url"), one + ".external.url", Problems.URL_MAX);
      }
    }
  }
}
