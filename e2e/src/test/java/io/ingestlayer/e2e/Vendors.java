package io.ingestlayer.e2e;

import io.ingestlayer.testkit.discord.DiscordFake;
import io.ingestlayer.testkit.notion.NotionFake;
import io.ingestlayer.testkit.slack.SlackFake;
import io.ingestlayer.testkit.smtp.SmtpCertificate;
import io.ingestlayer.testkit.smtp.SmtpFake;
import io.ingestlayer.testkit.telegram.TelegramFake;
import io.ingestlayer.testkit.webhook.WebhookFake;
import java.nio.file.Path;
import java.time.InstantSource;

/// One of each kind of destination that there is, on loopback, as strict as the real ones.
///
/// @param certificate what the mail server shows
record Vendors(
    SlackFake slack,
    DiscordFake discord,
    TelegramFake telegram,
    SmtpFake mail,
    SmtpCertificate certificate,
    WebhookFake webhook,
    Warehouse warehouse,
    NotionFake notion)
    implements AutoCloseable {

  /// @param folder takes the mail server's certificate
  static Vendors start(Path folder) {
    InstantSource clock = InstantSource.system();
    SmtpCertificate certificate = SmtpCertificate.make(folder, "ip:127.0.0.1,dns:localhost");
    return new Vendors(
        SlackFake.start(clock),
        DiscordFake.start(clock),
        TelegramFake.start(clock),
        SmtpFake.startTls(certificate),
        certificate,
        WebhookFake.start(clock),
        Warehouse.empty(),
        NotionFake.start(clock));
  }

  @Override
  public void close() {
    slack.close();
    discord.close();
    telegram.close();
    mail.close();
    webhook.close();
    warehouse.close();
    notion.close();
  }
}
