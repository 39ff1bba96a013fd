package io.ingestlayer.platform.net;

import java.net.InetAddress;
import java.util.List;

/// What asking for the addresses of a name came to.
public sealed interface NameAnswer {

  /// @param all at least one, in the order in which they came
  record Addresses(List<InetAddress> all) implements NameAnswer {
    public Addresses {
      all = List.copyOf(all);
      if (all.isEmpty()) {
        throw new IllegalArgumentException("a name without an address is no such name");
      }
    }
  }

  /// DNS works, and says that there is no such name or that it has no address.
  record NoSuchName() implements NameAnswer {}

  /// Nobody could say, now.
  ///
  /// @param isSilent whether the name servers of this machine gave no answer to another question either, or the question
  ///     never got as far as them, so that the fault is here and not with the name
  record Unknown(boolean isSilent) implements NameAnswer {}
}
