package io.ingestlayer.delivery.destination.email;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult.Rendered;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.message.MessageField;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.message.MessageTime;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.TextTemplate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an event says in an e-mail: a subject, and the same message as text and as HTML. Pure.
///
/// @param subject one line, never empty
/// @param cut whether something was too long; then there is a link to the whole event
/// @param longest the longest of its texts as it was before it was cut
record EmailContent(String subject, String text, String html, boolean cut, Rendered longest) {
  static final int SUBJECT_MAX = 200;
  static final int TEXT_MAX = 100_000;
  static final int HTML_MAX = 400_000;
  private static final int FIELD_MAX = 4_000;
  private static final String FIRST_SEPARATOR = " · ";

  EmailContent {
    requireNonNull(subject);
    requireNonNull(text);
    requireNonNull(html);
    requireNonNull(longest);
  }

  /// @param link where the whole event can be seen
  static EmailContent of(Delivery delivery, String link) {
    Config route = delivery.route().config();
    String message = rendered(route.find(EmailDestinationType.MESSAGE), delivery);
    EmailContent made =
        message.isBlank() ? standard(delivery, link) : written(delivery, message, link);
    return route
        .find(EmailDestinationType.HTML)
        .map(it -> made.withHtml(it.render(delivery.scope(), Notes.none(), EmailContent::value)))
        .orElse(made);
  }

  private static String value(String text) {
    return EmailHtml.escape(MessageText.clean(text));
  }

  private static String rendered(Optional<TextTemplate> template, Delivery delivery) {
    return template
        .map(it -> MessageText.clean(it.render(delivery.scope(), Notes.none())).strip())
        .orElse("");
  }

  private EmailContent withHtml(String own) {
    if (own.isBlank()) {
      return this;
    }
    boolean fits = own.length() <= HTML_MAX;
    return new EmailContent(subject, text, fits ? own : html, cut || !fits, longest);
  }

  /// The route's own text.
  private static EmailContent written(Delivery delivery, String message, String link) {
    boolean cut = message.length() > TEXT_MAX;
    String kept = MessageText.cutAfterWord(message, TEXT_MAX);
    String ending = "… cut, see the whole event: ";
    String html = EmailHtml.paragraph(kept) + (cut ? EmailHtml.ending(ending, link, link) : "");
    return new EmailContent(
        subject(delivery),
        cut ? kept + "\n\n" + ending + link + "\n" : kept + "\n",
        EmailHtml.document(html),
        cut,
        new Rendered(MessageText.characters(message), TEXT_MAX));
  }

  /// Heading, facts, what is known of whom it is about, time and link.
  private static EmailContent standard(Delivery delivery, String link) {
    String type = delivery.event().type();
    List<MessageField> body = MessageField.ofBody(delivery, FIELD_MAX);
    List<MessageField> known = MessageField.ofEntities(delivery, FIELD_MAX);
    String time = MessageTime.of(delivery.event().occurredAt());
    String text =
        Stream.of(type, lines(body), lines(known), time + "\nSee the whole event: " + link)
            .filter(it -> !it.isEmpty())
            .collect(Collectors.joining("\n\n"));
    String html =
        EmailHtml.heading(type)
            + EmailHtml.table(body)
            + EmailHtml.table(known)
            + EmailHtml.ending(time + FIRST_SEPARATOR, "See the whole event", link);
    List<MessageField> all = Stream.concat(body.stream(), known.stream()).toList();
    long longest = all.stream().mapToLong(MessageField::characters).max().orElse(0);
    return new EmailContent(
        subject(delivery),
        text + "\n",
        EmailHtml.document(html),
        all.stream().anyMatch(MessageField::cut),
        new Rendered(longest, FIELD_MAX));
  }

  private static String lines(List<MessageField> fields) {
    return fields.stream()
        .map(it -> it.label() + ": " + it.value() + (it.cut() ? "…" : ""))
        .collect(Collectors.joining("\n"));
  }

  private static String subject(Delivery delivery) {
    Optional<TextTemplate> template = delivery.route().config().find(EmailDestinationType.SUBJECT);
    String own = EncodedHeader.line(rendered(template, delivery));
    return MessageText.shortened(own.isEmpty() ? ownSubject(delivery) : own, SUBJECT_MAX);
  }

  /// `usage.limit_reached · Acme`.
  private static String ownSubject(Delivery delivery) {
    String type = delivery.event().type();
    String first =
        MessageField.ofBody(delivery, SUBJECT_MAX).stream()
            .map(it -> EncodedHeader.line(it.value()))
            .filter(it -> !it.isEmpty())
            .findFirst()
            .orElse("");
    return first.isEmpty() ? type : type + FIRST_SEPARATOR + first;
  }
}
