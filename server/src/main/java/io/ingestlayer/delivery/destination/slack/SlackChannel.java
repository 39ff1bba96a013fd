package io.ingestlayer.delivery.destination.slack;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;
import io.ingestlayer.expression.ExpressionException;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a route's messages go: a channel, or a person found by e-mail address.
sealed interface SlackChannel {
  FieldType<SlackChannel> TYPE = new Type();

  /// What the lane is named after: `#alerts`, `C0123`, or `user:ada@acme.co`.
  String lane(Scope scope);

  /// A channel by name or id.
  record Named(TextTemplate channel) implements SlackChannel {
    public Named {
      requireNonNull(channel);
    }

    @Override
    public String lane(Scope scope) {
      return channel.render(scope, Notes.none()).strip();
    }
  }

  /// A person, by the address an expression gives; the fallback channel when it gives none or Slack does not know it.
  record Owner(TextTemplate user, TextTemplate fallback) implements SlackChannel {
    static final String LANE_PREFIX = "user:";

    public Owner {
      requireNonNull(user);
      requireNonNull(fallback);
    }

    @Override
    public String lane(Scope scope) {
      String email = user.render(scope, Notes.none()).strip();
      return email.isEmpty() ? fallbackChannel(scope) : LANE_PREFIX + email;
    }

    String fallbackChannel(Scope scope) {
      return fallback.render(scope, Notes.none()).strip();
    }
  }

  /// Text, or a mapping with `user` and `fallback`.
  final class Type implements FieldType<SlackChannel> {
    private static final List<String> KEYS = List.of("user", "fallback");

    @Override
    public String name() {
      return "channel";
    }

    @Override
    public @Nullable SlackChannel read(Node node, ConfigReader reader) {
      return switch (node) {
        case Node.Scalar scalar -> {
          TextTemplate channel = template(scalar, reader);
          yield channel == null ? null : new Named(channel);
        }
        case Node.Members members -> owner(members, reader);
        case Node.Items items -> {
          wrong(items, reader);
          yield null;
        }
      };
    }

    private static @Nullable SlackChannel owner(Node.Members members, ConfigReader reader) {
      for (Node.Member member : members.members().values()) {
        if (!KEYS.contains(member.name())) {
          reader.unknownKey(member, KEYS);
        }
      }
      Node.Member user = members.members().get("user");
      Node.Member fallback = members.members().get("fallback");
      if (user == null || fallback == null) {
        reader.error(
            members.at(),
            "incomplete_channel",
            "a channel that is a person takes both \"user\" (an e-mail address) and \"fallback\" (a channel for when nobody is found)");
        return null;
      }
      TextTemplate address = template(user.value(), reader);
      TextTemplate channel = template(fallback.value(), reader);
      return address == null || channel == null ? null : new Owner(address, channel);
    }

    private static @Nullable TextTemplate template(Node node, ConfigReader reader) {
      if (!(node instanceof Node.Scalar scalar) || scalar.text().isBlank()) {
        wrong(node, reader);
        return null;
      }
      try {
        return TextTemplate.parse(scalar.text());
      } catch (ExpressionException e) {
        reader.error(scalar.at(), "invalid_expression", String.valueOf(e.getMessage()));
        return null;
      }
    }

    private static void wrong(Node node, ConfigReader reader) {
      reader.error(
          node.at(),
          "invalid_channel",
          "a channel is text such as \"#alerts\", or { user: $entity.customer.csm_email, fallback: \"#alerts\" }");
    }
  }
}
