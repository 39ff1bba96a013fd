package io.ingestlayer.log.postgres;

import io.ingestlayer.log.EventLog;
import io.ingestlayer.log.IdempotentAppendContract;
import org.junit.jupiter.api.AfterEach;

class PostgresEventLogTest extends IdempotentAppendContract {
  private final TestLog test = new TestLog();
  private PostgresEventLog log = test.open("here", LogSettings.defaults());

  @AfterEach
  void close() {
    test.close();
  }

  @Override
  protected EventLog log() {
    return log;
  }

  @Override
  protected EventLog reopen() {
    log.close();
    log = test.open("here", LogSettings.defaults());
    return log;
  }
}
