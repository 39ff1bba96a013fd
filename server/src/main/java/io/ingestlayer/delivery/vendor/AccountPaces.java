package io.ingestlayer.delivery.vendor;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// How fast each account at a vendor may send, for all destinations of this process that use it. A destination that is
/// defined anew finds what was known before. Any thread may call it; no call waits for anything but another call.
///
/// It belongs to one process: so long as that holds the lease of the lanes, nobody else sends.
///
/// @param <P> what is known of one account
public final class AccountPaces<P extends AccountPaces.Pace> {
  /// Accounts that are known at the same time; what there is to know of more is forgotten at once.
  public static final int ACCOUNTS_MAX = 1_000;

  private final Supplier<P> unknown;
  private final Map<Account, P> paces = new HashMap<>();

  /// What is known of one account. One thread at a time.
  public interface Pace {
    /// Whether there is nothing to know any more, as if nothing had ever been sent.
    boolean isOver(Instant now);
  }

  /// @param unknown what is known of an account that has sent nothing
  public AccountPaces(Supplier<P> unknown) {
    this.unknown = unknown;
  }

  /// Asks or tells the account's pace; nobody else does meanwhile.
  public synchronized <R> R with(Account account, Instant now, Function<P, R> use) {
    P known = paces.get(account);
    if (known != null) {
      return use.apply(known);
    }
    paces.values().removeIf(it -> it.isOver(now));
    P made = unknown.get();
    if (paces.size() < ACCOUNTS_MAX) {
      paces.put(account, made);
    }
    return use.apply(made);
  }

  /// Accounts that are known.
  public synchronized int size() {
    return paces.size();
  }
}
