package io.ingestlayer.platform.db;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What is to be done with a connection. May be run more than once, so it changes nothing but the database.
@FunctionalInterface
public interface Work<T extends @Nullable Object> {
  T run(Connection connection) throws SQLException;
}
