package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.util.List;

/// The places that a destination could send to, for a person to choose one. Any thread may call it.
public interface ChannelList {

  /// Asks the vendor; returns within a minute.
  Answer channels(DestinationContext context);

  /// What the vendor said.
  sealed interface Answer {}

  /// What it shows to us.
  ///
  /// @param more whether there are so many that the rest was not asked for
  record Listed(List<Channel> channels, boolean more) implements Answer {
    public Listed {
      channels = List.copyOf(channels);
    }
  }

  /// It said nothing of use: what an attempt would answer in that case.
  record Failed(AttemptResult result) implements Answer {
    public Failed {
      requireNonNull(result);
    }
  }

  /// One place.
  ///
  /// @param id what a route may name as `channel`
  /// @param name what a person calls it
  /// @param member whether the destination is in it
  record Channel(String id, String name, boolean isPrivate, boolean member) {
    public Channel {
      requireNonNull(id);
      requireNonNull(name);
    }
  }
}
