package io.ingestlayer.delivery.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.destination.DestinationContract;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.net.CuttingProxy;
import java.util.List;

/// The warehouse's database with a role, a table of its own schema that it may write to, and a network in between.
final class WarehouseVendor implements DestinationContract.Vendor {
  private static final String SECRET = "notforyoureyes";
  private static final String OUT_OF_MEMORY = "53200";
  private static final String CHECK_VIOLATION = "23514";

  private final Warehouse warehouse;
  private final CuttingProxy proxy;
  private final String role;

  /// @param warehouse is closed with this
  WarehouseVendor(Warehouse warehouse) {
    this.warehouse = warehouse;
    this.proxy = CuttingProxy.to("127.0.0.1", warehouse.postgres.port());
    // Roles belong to all databases of a server.
    this.role = "room_" + warehouse.postgres.database();
    warehouse.sql(
        """
        create schema contract;
        create table contract.signups (
          event_id text primary key, email text, plan text, name text, payload jsonb);
        create role %1$s login password '%2$s';
        grant usage on schema contract to %1$s;
        grant select, insert on contract.signups to %1$s
        """
            .formatted(role, SECRET));
  }

  @Override
  public DestinationType type() {
    return warehouse.type;
  }

  @Override
  public Config destination() {
    String url = warehouse.postgres.uri(proxy.port());
    return warehouse.config(url.replace("postgres:postgres@", role + ":" + SECRET + "@"));
  }

  @Override
  public Config route() {
    return SampleDeliveries.config(TableRoute.SPEC, "{\"table\": \"contract.signups\"}");
  }

  @Override
  public DestinationContext context() {
    return warehouse.context();
  }

  @Override
  public List<String> secrets() {
    return List.of(SECRET);
  }

  @Override
  public List<String> accepted() {
    return warehouse.rows("select to_jsonb(signups) from contract.signups");
  }

  @Override
  public void failOnce() {
    raiseOnce(OUT_OF_MEMORY);
  }

  @Override
  public void down(boolean down) {
    proxy.refuse(down);
  }

  @Override
  public void cutAfterAcceptingOnce() {
    proxy.loseAnswerTo("COMMIT");
  }

  @Override
  public void refuseMessageOnce() {
    raiseOnce(CHECK_VIOLATION);
  }

  /// At the first row. A sequence goes on counting when its transaction is rolled back.
  private void raiseOnce(String state) {
    warehouse.sql(
        """
        create sequence contract.rows_seen;
        create function contract.raise_once() returns trigger language plpgsql security definer as $$
        begin
          if nextval('contract.rows_seen') = 1 then
            raise exception 'not this time' using errcode = '%s';
          end if;
          return new;
        end
        $$;
        create trigger once before insert on contract.signups
          for each row execute function contract.raise_once()
        """
            .formatted(state));
  }

  @Override
  public void breakTarget() {
    warehouse.sql("alter table contract.signups rename to away");
  }

  @Override
  public void mendTarget() {
    warehouse.sql("alter table contract.away rename to signups");
  }

  @Override
  public void revoke() {
    warehouse.sql("alter role " + role + " nologin");
  }

  /// It is a value, the same in its column as in the payload, and the table is the only one that is there.
  @Override
  public void assertHarmless(String accepted) {
    Value.Obj row = Json.parseObject(accepted);
    assertThat(row.get("plan")).isEqualTo(Value.of("pro"));
    assertThat(row.get("name"))
        .isInstanceOf(Value.Text.class)
        .isEqualTo(row.get("payload").get("name"));
    assertThat(
            warehouse.rows(
                "select table_name from information_schema.tables where table_schema = 'contract'"))
        .containsExactly("signups");
  }

  @Override
  public void close() {
    proxy.close();
    warehouse.sql("drop owned by %1$s; drop role %1$s".formatted(role));
    warehouse.close();
  }
}
