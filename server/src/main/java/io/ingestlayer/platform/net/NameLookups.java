package io.ingestlayer.platform.net;

import io.ingestlayer.platform.net.CheckedEgress.Resolver;
import io.ingestlayer.platform.net.NameAnswer.Addresses;
import io.ingestlayer.platform.net.NameAnswer.NoSuchName;
import io.ingestlayer.platform.net.NameAnswer.Unknown;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Asks for the addresses of names, with an end to each question. Any thread may call it.
///
/// The system's lookup has no end of its own (10 s for a silent name server, more for several) and cannot be interrupted,
/// and of virtual threads at most 256 can be in it before all of them stand still. So it runs on threads of its own, once
/// for all who ask for the same name at the same time. Names that had no answer in time have fewer threads to themselves,
/// so that a name server that is silent about them holds up no others. Nothing is remembered but that.
///
/// A failure is followed by a question of which the answer is known: <https://www.rfc-editor.org/rfc/rfc6761#section-6.4>
/// has every name server say that a name under `invalid.` does not exist. Is that not answered either, then it is the name
/// servers of this machine that are out of reach.
public final class NameLookups {
  /// A first name server that is down costs 5 s: <https://man7.org/linux/man-pages/man5/resolv.conf.5.html>.
  static final Duration WITHIN = Duration.ofSeconds(8);

  static final int AT_ONCE_MAX = 48;
  static final int SLOW_AT_ONCE_MAX = 16;
  private static final int WAITING_MAX = 1_000;
  private static final int SLOW_NAMES_MAX = 10_000;

  /// What the C library says when DNS has answered: glibc, musl, macOS.
  private static final Pattern ANSWERED =
      Pattern.compile(
          ".*(Name or service not known|No address associated with hostname|Name does not resolve|Name has no usable address|nodename nor servname).*");

  /// What it says of no answer, and of a name server that could not find out: glibc, musl.
  private static final Pattern TEMPORARY =
      Pattern.compile(".*(Temporary failure in name resolution|Try again)");

  private final Resolver system;
  private final Duration within;
  private final Executor threads = threads("lookup-", AT_ONCE_MAX);
  private final Executor slowThreads = threads("slow-lookup-", SLOW_AT_ONCE_MAX);
  private final Executor checkThread = threads("lookup-check-", 1);
  private final Map<String, FutureTask<Said>> underWay = new HashMap<>();

  /// Of `underWay`, those that a thread has taken up.
  private final Set<String> begun = new HashSet<>();

  private final Set<String> slow = new HashSet<>();
  private final AtomicLong checks = new AtomicLong();
  private @Nullable FutureTask<Said> check;

  /// What the system said; `unclear` is neither an answer nor known to be temporary.
  private sealed interface Said {
    record Answered(NameAnswer answer) implements Said {}

    record Temporary() implements Said {}

    record Unclear() implements Said {}
  }

  public NameLookups(Resolver system) {
    this(system, WITHIN);
  }

  /// @param within the end of each question, the one that follows a failure included
  NameLookups(Resolver system, Duration within) {
    this.system = system;
    this.within = within;
  }

  private static Executor threads(String name, int most) {
    ThreadPoolExecutor made =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name(name, 0).factory());
    made.allowCoreThreadTimeOut(true);
    return made;
  }

  /// Returns within 8 s. A caller that is interrupted gets `Unknown` and stays interrupted.
  public NameAnswer ask(String name) {
    long end = System.nanoTime() + within.toNanos();
    FutureTask<Said> asked = asked(name);
    Said said = await(asked, within.dividedBy(8).toNanos());
    if (said instanceof Said.Answered answered) {
      return answered.answer();
    }
    FutureTask<Said> other = check();
    said = said == null ? await(asked, end - System.nanoTime()) : said;
    return switch (said) {
      // Where it never came to be asked, it is our own doing.
      case null -> new Unknown(!isSlow(name) || isSilent(other, end));
      case Said.Answered answered -> answered.answer();
      case Said.Temporary _ -> new Unknown(isSilent(other, end));
      case Said.Unclear _ -> new Unknown(false);
    };
  }

  /// Whether the other question had its time and no answer.
  private static boolean isSilent(FutureTask<Said> other, long end) {
    Said said = await(other, end - System.nanoTime());
    return !Thread.currentThread().isInterrupted()
        && (said == null || said instanceof Said.Temporary);
  }

  private synchronized FutureTask<Said> asked(String name) {
    FutureTask<Said> known = underWay.get(name);
    if (known != null) {
      return known;
    }
    FutureTask<Said> made = new FutureTask<>(() -> lookUp(name));
    underWay.put(name, made);
    try {
      (slow.contains(name) ? slowThreads : threads).execute(made);
    } catch (RejectedExecutionException e) {
      underWay.remove(name);
      made.cancel(false);
    }
    return made;
  }

  private Said lookUp(String name) {
    begins(name);
    Said said = new Said.Unclear();
    try {
      said = said(name);
      return said;
    } finally {
      isOver(name, said);
    }
  }

  private synchronized void begins(String name) {
    begun.add(name);
  }

  private synchronized void isOver(String name, Said said) {
    underWay.remove(name);
    begun.remove(name);
    if (said instanceof Said.Answered) {
      slow.remove(name);
    }
  }

  /// It was asked and had no answer in time. False when it is still to be asked.
  private synchronized boolean isSlow(String name) {
    if (underWay.containsKey(name) && !begun.contains(name)) {
      return false;
    }
    if (slow.size() < SLOW_NAMES_MAX) {
      slow.add(name);
    }
    return true;
  }

  /// Each has a name of its own, since the JDK and name servers remember answers.
  private synchronized FutureTask<Said> check() {
    FutureTask<Said> known = check;
    if (known != null && !known.isDone()) {
      return known;
    }
    String name = "ingestlayer-" + checks.incrementAndGet() + ".invalid.";
    FutureTask<Said> made = new FutureTask<>(() -> said(name));
    check = made;
    checkThread.execute(made);
    return made;
  }

  private Said said(String name) {
    try {
      InetAddress[] addresses = system.resolve(name);
      return new Said.Answered(
          addresses.length == 0 ? new NoSuchName() : new Addresses(List.of(addresses)));
    } catch (UnknownHostException e) {
      String words = String.valueOf(e.getMessage());
      if (ANSWERED.matcher(words).matches()) {
        return new Said.Answered(new NoSuchName());
      }
      return TEMPORARY.matcher(words).matches() ? new Said.Temporary() : new Said.Unclear();
    }
  }

  /// Null when the time is over, or the caller is to end.
  private static @Nullable Said await(FutureTask<Said> asked, long nanos) {
    try {
      return asked.isCancelled()
          ? new Said.Temporary()
          : asked.get(Math.max(nanos, 1), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("look up a name", e.getCause());
    }
  }
}
