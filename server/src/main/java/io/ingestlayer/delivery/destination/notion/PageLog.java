package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.event.Json;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.time.InstantSource;

/// Appends an event to the end of a page.
///
/// @param clock the time that a `Retry-After` is read at
record PageLog(NotionApi api, InstantSource clock, Said said) {

  AttemptResult append(
      NotionRoute.Target.Page page, Delivery delivery, NotionRoute route, String link)
      throws EgressRefusedException, HttpSendException {
    NotionMessage message = NotionMessage.toPage(NotionBody.of(delivery, route, link));
    String json = Json.write(message.body());
    said.write(json);
    NotionAnswer answer = NotionAnswer.of(said.answered(api.append(page.id(), json)));
    return answer.isDone()
        ? new AttemptResult.Delivered("ok", message.note())
        : answer.refused(page.shown(), true, clock.instant());
  }
}
