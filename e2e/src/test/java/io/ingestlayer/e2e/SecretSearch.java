package io.ingestlayer.e2e;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// Looks for secrets in whatever it is given: as they are, and as JSON, addresses, forms and logins write them.
final class SecretSearch {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String COLUMNS =
      """
      select c.table_schema, c.table_name, c.column_name, c.data_type
      from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
      order by 1, 2, 3
      """;

  private static final Pattern HEX = Pattern.compile("%[0-9A-F]{2}");

  /// Each form of each secret, and whose it is.
  private final Map<String, String> forms = new LinkedHashMap<>();

  private final String mark;
  private final Set<String> found = new TreeSet<>();

  /// @param mark a part of every secret that is made here
  SecretSearch(String mark) {
    this.mark = mark;
  }

  /// A new secret of letters and digits.
  String made(String name) {
    StringBuilder text = new StringBuilder(mark);
    for (int i = 0; i < 27; i++) {
      text.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
    }
    return known(name, text.toString());
  }

  /// A secret, with what a login makes of it.
  ///
  /// @return the secret
  String known(String name, String secret) {
    add(name, secret);
    for (int before = 0; before < 3; before++) {
      add(name, insideBase64(secret, before));
    }
    return secret;
  }

  /// The password of a user, as HTTP and SMTP send it.
  String password(String name, String user, String password) {
    add(name, base64(user + ":" + password));
    add(name, base64("\0" + user + "\0" + password));
    return known(name, password);
  }

  private void add(String name, String text) {
    String json = Api.JSON.writeValueAsString(text);
    String quoted = json.substring(1, json.length() - 1);
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    String lowerEncoded =
        HEX.matcher(encoded).replaceAll(it -> it.group().toLowerCase(Locale.ROOT));
    Stream.of(
            text,
            quoted,
            quoted.replace("/", "\\/"),
            encoded,
            encoded.replace("+", "%20"),
            lowerEncoded,
            text.replace('+', '-').replace('/', '_'))
        .map(it -> it.replaceAll("=+$", ""))
        .forEach(it -> forms.put(it, name));
  }

  /// What Base64 makes of a text wherever it stands: the digits that hang on nothing but it.
  ///
  /// @param before how many bytes stand before it, of each three
  private static String insideBase64(String text, int before) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, all, before, bytes.length);
    String digits = Base64.getEncoder().encodeToString(all);
    return digits.substring((8 * before + 5) / 6, 8 * all.length / 6);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Looks through a text.
  void look(String where, String text) {
    forms.forEach((form, name) -> {
      if (text.contains(form)) {
        found.add(name + " in " + where);
      }
    });
  }

  /// Looks through every column of every table.
  void lookInTables(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      for (List<String> column : rows(connection, COLUMNS)) {
        String name = "%s.%s.%s".formatted(column.toArray());
        String sql =
            "select \"%s\" from \"%s\".\"%s\""
                .formatted(column.get(2), column.get(0), column.get(1));
        String text =
            String.join("\n", rows(connection, sql).stream().map(List::getFirst).toList());
        look("the column " + name, text);
      }
    }
  }

  /// Bytes as Latin-1, so that what is text in them is found.
  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          boolean isBytes = result.getMetaData().getColumnTypeName(i).equals("bytea");
          byte[] bytes = isBytes ? result.getBytes(i) : null;
          String text =
              isBytes
                  ? bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1)
                  : result.getString(i);
          row.add(text == null ? "" : text);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /// Looks for what all secrets have in common in the bytes of every file but these.
  void lookInFiles(Path folder, Set<String> but) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path inside = folder.relativize(file);
      if (but.contains(inside.getName(0).toString()) || !Files.isReadable(file)) {
        continue;
      }
      if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(mark)) {
        found.add(mark + "… in the file " + inside);
      }
    }
  }

  /// What was found so far, and where.
  Set<String> found() {
    return found;
  }
}
