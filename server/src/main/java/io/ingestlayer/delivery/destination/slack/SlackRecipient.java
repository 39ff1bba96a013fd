package io.ingestlayer.delivery.destination.slack;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// Where one message goes.
sealed interface SlackRecipient {

  /// The lane's name: what Slack paces by, and what can break alone.
  String lane();

  /// A channel, by name or id; empty when the route's expressions came to nothing.
  ///
  /// @param note what to say when it arrived, or null
  record Channel(String name, @Nullable String note) implements SlackRecipient {
    public Channel {
      requireNonNull(name);
    }

    @Override
    public String lane() {
      return name;
    }
  }

  /// A person.
  ///
  /// @param fallback the channel for when Slack has nobody of that address
  record Person(String email, String fallback) implements SlackRecipient {
    public Person {
      requireNonNull(email);
      requireNonNull(fallback);
    }

    @Override
    public String lane() {
      return "user:" + email;
    }
  }
}
