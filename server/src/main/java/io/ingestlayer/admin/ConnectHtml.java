package io.ingestlayer.admin;

import java.net.URI;
import java.util.List;

/// The pages on the way to a vendor's consent and back. Everything from outside is escaped; nothing in them runs. Pure.
final class ConnectHtml {
  private ConnectHtml() {}

  static String askForKey(String destination, boolean wasWrong) {
    return Page.html(
        "Connect",
        """
        <h1>Connect %s</h1>
        %s
        <form method="post">
        <p><label>API key with the scope <b>write</b><br><input type="password" name="key" autocomplete="off" required></label></p>
        <p><button>Go on</button></p>
        </form>
        """
            .formatted(
                Page.escape(destination),
                wasWrong ? "<p class=\"dead\">This key is not known, or may not write.</p>" : ""));
  }

  /// @param vendor the type's key
  static String goOn(String destination, String vendor, URI page) {
    return Page.html(
        "Connect",
        """
        <h1>Connect %s</h1>
        <p>You will be asked by <b>%s</b> what this server may do there. The link is good for ten minutes, once, in this browser.</p>
        <p><a href="%s">Go on to %s</a></p>
        """
            .formatted(
                Page.escape(destination),
                Page.escape(vendor),
                Page.escape(page.toString()),
                Page.escape(vendor)));
  }

  static String noConsent(String destination) {
    return Page.html(
        "Nothing to connect",
        "<h1>There is nothing to connect.</h1><p>No destination called %s is defined with a consent, such as <code>oauth</code>.</p>"
            .formatted(Page.escape(destination)));
  }

  static String connected(String destination, String account, List<String> missing) {
    String lacks =
        missing.isEmpty()
            ? ""
            : "<p class=\"held\">Not granted, and missing: <b>%s</b>. What needs it will wait until you connect again.</p>"
                .formatted(Page.escape(String.join(", ", missing)));
    return Page.html(
        "Connected",
        """
        <h1 class="delivered">Connected</h1>
        <p>The destination <b>%s</b> now sends to <b>%s</b>. What waited for it is on its way.</p>
        %s
        <p>You can close this page.</p>
        """
            .formatted(Page.escape(destination), Page.escape(account), lacks));
  }

  /// @param detail a sentence of ours
  static String notConnected(String destination, String detail) {
    return Page.html(
        "Not connected",
        "<h1>Not connected</h1><p>Nothing was changed for the destination <b>%s</b>. %s</p>"
            .formatted(Page.escape(destination), Page.escape(detail)));
  }

  static String stale() {
    return Page.html(
        "Not connected",
        "<h1>Not connected</h1><p>This link was used before, is older than ten minutes, or was begun in another browser. Nothing was changed. Begin again.</p>");
  }
}
