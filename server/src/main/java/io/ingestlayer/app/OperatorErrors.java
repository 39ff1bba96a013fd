package io.ingestlayer.app;

import io.ingestlayer.platform.db.NotDurableException;
import io.ingestlayer.platform.db.SchemaException;
import io.ingestlayer.platform.db.embedded.EmbeddedPostgresException;
import io.ingestlayer.platform.file.DataFolderException;
import io.ingestlayer.platform.http.CannotListenException;
import io.ingestlayer.platform.secret.MasterKeyException;
import io.ingestlayer.platform.secret.SecretException;

/// Which failures are answered by a sentence: those that an operator can mend. All others are faults of ours and show where.
public final class OperatorErrors {
  private OperatorErrors() {}

  public static boolean hasAnswer(Throwable failure) {
    return failure instanceof SettingsException
        || failure instanceof DefinitionsException
        || failure instanceof DataFolderException
        || failure instanceof CannotListenException
        || failure instanceof MasterKeyException
        || failure instanceof SecretException
        || failure instanceof EmbeddedPostgresException
        || failure instanceof NotDurableException
        || failure instanceof SchemaException;
  }
}
