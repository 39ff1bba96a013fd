package io.ingestlayer.delivery.destination.slack;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import io.ingestlayer.expression.ValueTemplate;
import org.jspecify.annotations.Nullable;

/// Where a route's messages go: a channel, or a person found by e-mail address.
sealed interface SlackChannel {
  FieldType<SlackChannel> TYPE = new Type();

  /// Where the message of that event goes.
  SlackRecipient recipient(Scope scope);

  /// A channel by name or id.
  record Named(TextTemplate channel) implements SlackChannel {
    public Named {
      requireNonNull(channel);
    }

    @Override
    public SlackRecipient recipient(Scope scope) {
      return new SlackRecipient.Channel(rendered(channel, scope), null);
    }
  }

  /// A person, by the address an expression gives; the fallback channel when it gives none or Slack does not know it.
  record Owner(ValueTemplate user, TextTemplate fallback) implements SlackChannel {
    private static final String ADDRESS = "[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,185}";

    public Owner {
      requireNonNull(user);
      requireNonNull(fallback);
    }

    @Override
    public SlackRecipient recipient(Scope scope) {
      String channel = rendered(fallback, scope);
      String address =
          user.evaluate(scope, Notes.none()) instanceof Value.Text(String text) ? text.strip() : "";
      return address.matches(ADDRESS)
          ? new SlackRecipient.Person(address, channel)
          : new SlackRecipient.Channel(
              channel, "there is no e-mail address to write to, so it went to " + channel);
    }
  }

  private static String rendered(TextTemplate template, Scope scope) {
    return template.render(scope, Notes.none()).strip();
  }

  /// Text, or a mapping with `user` and `fallback`.
  final class Type implements FieldType<SlackChannel> {
    private static final Field<ValueTemplate> USER =
        Field.required(
            "user",
            FieldTypes.VALUE_TEMPLATE,
            "The e-mail address of the person to write to, such as $entity.customer.csm_email.");
    private static final Field<TextTemplate> FALLBACK =
        Field.required(
            "fallback",
            FieldTypes.TEXT_TEMPLATE,
            "The channel for when there is no address, or Slack knows nobody who has it.");
    private static final ConfigSpec OWNER = ConfigSpec.of(USER, FALLBACK);

    @Override
    public String name() {
      return "channel";
    }

    @Override
    public @Nullable SlackChannel read(Node node, ConfigReader reader) {
      return switch (node) {
        case Node.Scalar scalar when !scalar.text().isBlank() -> {
          TextTemplate channel = FieldTypes.TEXT_TEMPLATE.read(scalar, reader);
          yield channel == null ? null : new Named(channel);
        }
        case Node.Members members -> {
          Config owner = OWNER.read(members, reader);
          yield owner == null ? null : new Owner(owner.get(USER), owner.get(FALLBACK));
        }
        case Node.Scalar scalar -> wrong(scalar, reader);
        case Node.Items items -> wrong(items, reader);
      };
    }

    private static @Nullable SlackChannel wrong(Node node, ConfigReader reader) {
      return reader.wrongType(
          node,
          "text such as \"#alerts\", or { user: $entity.customer.csm_email, fallback: \"#alerts\" }");
    }
  }
}
