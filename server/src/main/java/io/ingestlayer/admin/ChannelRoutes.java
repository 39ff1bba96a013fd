package io.ingestlayer.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.ChannelList;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.KeyScope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// `/v1/destinations/{name}/channels`: where a destination could send to, for a person to choose; kept for a minute.
final class ChannelRoutes {
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final int LISTS_MAX = 100;

  private final Targets targets;
  private final Function<String, DestinationContext> contexts;
  private final Access access;
  private final Cache<Targets.Target, ChannelList.Listed> lists;

  ChannelRoutes(
      Targets targets,
      Function<String, DestinationContext> contexts,
      Access access,
      InstantSource clock) {
    this.targets = targets;
    this.contexts = contexts;
    this.access = access;
    this.lists =
        Caffeine.newBuilder()
            .maximumSize(LISTS_MAX)
            .expireAfterWrite(KEPT)
            .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
            .build();
  }

  void addTo(Router router) {
    router.get("/v1/destinations/{name}/channels", this::channels);
  }

  /// The destination was connected anew.
  void forget(String destination) {
    lists.asMap().keySet().removeIf(it -> it.definition().name().equals(destination));
  }

  private ServerResponse channels(ServerRequest request) {
    access.require(request, KeyScope.READ);
    Targets.Target target =
        targets
            .find(request.pathParameter("name"))
            .orElseThrow(() -> Answers.notFound("such destination"));
    ChannelList.Listed known = lists.getIfPresent(target);
    if (known != null) {
      return answer(known);
    }
    ChannelList list =
        target
            .type()
            .channels(target.definition().config())
            .orElseThrow(() ->
                new ProblemException(
                    409, "no_channels", "A destination of this kind has no list of channels."));
    return switch (list.channels(contexts.apply(target.definition().name()))) {
      case ChannelList.Listed listed -> {
        lists.put(target, listed);
        yield answer(listed);
      }
      case ChannelList.Failed failed -> failed(failed.result(), request);
    };
  }

  private static ServerResponse answer(ChannelList.Listed listed) {
    Value data =
        Value.array(
            listed.channels().stream()
                .map(it ->
                    Value.object()
                        .put("id", it.id())
                        .put("name", it.name())
                        .put("private", it.isPrivate())
                        .put("member", it.member())
                        .build())
                .toList());
    return Answers.data(
        200, Value.object().put("channels", data).put("more", listed.more()).build());
  }

  private static ServerResponse failed(AttemptResult result, ServerRequest request) {
    return switch (result) {
      case AttemptResult.RateLimited limited -> {
        Duration after = Optional.ofNullable(limited.after()).orElse(WAIT);
        yield problem(429, limited.code(), limited.detail() + ".", request)
            .with("Retry-After", Long.toString(Math.max(1, after.toSeconds())));
      }
      case AttemptResult.Hold hold ->
          problem(409, hold.code(), hold.detail() + "; " + hold.suggestion() + ".", request);
      case AttemptResult.Retry retry -> problem(502, retry.code(), retry.detail() + ".", request);
      case AttemptResult.Reject reject ->
          problem(502, reject.code(), reject.detail() + ".", request);
      case AttemptResult.Delivered _ ->
          problem(502, "bad_answer", "The vendor answered with something else.", request);
    };
  }

  private static ServerResponse problem(
      int status, String code, String detail, ServerRequest request) {
    return ServerResponse.problem(Problem.of(status, code, detail), request.id());
  }
}
