-- The core schema. Every table that a person queries leads with workspace_id; times are ours unless the name says
-- otherwise; ids are UUIDs whose first 48 bits are milliseconds, so that they sort by time.

create table workspace (
  id int primary key,
  name text not null,
  created_at timestamptz not null
);

create table api_key (
  id uuid primary key,
  workspace_id int not null references workspace,
  name text not null,
  source_id text not null,
  prefix text not null,
  hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);

-- Definitions: each change is a new row; what is in flight keeps the version it was decided under.
create table definition_version (
  id int generated always as identity primary key,
  workspace_id int not null references workspace,
  kind text not null,
  name text not null,
  version int not null,
  hash bytea not null,
  body json not null,
  created_at timestamptz not null,
  unique (workspace_id, kind, name, version)
);

create table definition_active (
  workspace_id int not null references workspace,
  kind text not null,
  name text not null,
  version_id int not null references definition_version,
  activated_at timestamptz not null,
  primary key (workspace_id, kind, name)
);

-- Secrets, each under a data key of its own, which the master key key_id has wrapped. object says whose it is: 'named' for
-- those that definitions name, 'plain' for those that stood in a definition (field is the mark in it), 'destination NAME'
-- for credentials that a vendor replaces, 'keyring' for the one by which a wrong master key is seen.
create table secret (
  workspace_id int not null,
  object text not null,
  field text not null,
  version int not null,
  key_id text not null,
  wrapped_key bytea not null,
  ciphertext bytea not null,
  last_four text not null,
  -- The mark of the configured secret that a vendor's credential began as.
  origin text,
  created_at timestamptz not null,
  primary key (workspace_id, object, field)
);

-- A vendor was asked to replace that version of a credential, and what it answered is not kept (yet).
create table credential_renewal (
  workspace_id int not null,
  object text not null,
  field text not null,
  version int not null,
  began_at timestamptz not null,
  primary key (workspace_id, object, field)
);

-- A person was sent to a vendor to consent, and has not come back yet. Both hashes are SHA-256; without a browser_hash any
-- browser may end it.
create table consent_state (
  state_hash bytea primary key,
  workspace_id int not null,
  type text not null,
  destination text not null,
  browser_hash bytea,
  ends_at timestamptz not null
);

-- From which place in the log on (and up to which) a pipeline version decided.
create table pipeline_activation (
  version_id int not null references definition_version,
  partition int not null,
  from_off bigint not null,
  to_off bigint,
  activated_at timestamptz not null,
  primary key (version_id, partition, from_off)
);

-- Leases are on the database's clock: nodes need not agree on the time. The epoch is the fencing token.
create table lease (
  name text primary key,
  owner text,
  epoch bigint not null,
  lease_until timestamptz not null
);

create table log_partition (
  partition int primary key,
  owner text,
  epoch bigint not null,
  lease_until timestamptz not null,
  head bigint not null
) with (fillfactor = 10);

create table log_cursor (
  partition int primary key references log_partition,
  next_offset bigint not null,
  epoch bigint not null,
  arrival_clock timestamptz not null
) with (fillfactor = 10);

-- The log. The payload is the sender's own text.
create table event (
  workspace_id int not null,
  partition int not null,
  off bigint not null,
  id uuid not null,
  source_id text not null,
  type text not null,
  received_at timestamptz not null,
  occurred_at timestamptz not null,
  payload json not null
) partition by range (received_at);
create unique index on event (partition, off, received_at);
create index on event (workspace_id, id);

-- Which event an idempotency key stands for; only events with a key have a row. It outlives the event.
create table event_key (
  workspace_id int not null,
  key uuid not null,
  event_id uuid not null,
  body_hash uuid not null,
  expires_at timestamptz not null,
  primary key (workspace_id, key)
);
create index on event_key using brin (expires_at);

-- What the gate refused, one row for each key or payload, however often it was sent.
create table dead_letter (
  workspace_id int not null,
  fingerprint uuid not null,
  id uuid not null,
  source_id text not null,
  code text not null,
  detail text not null,
  errors json,
  type text,
  body text not null,
  cut boolean not null,
  whole_request boolean not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times bigint not null,
  primary key (workspace_id, fingerprint)
);
create index on dead_letter (workspace_id, id);
-- For retention, which asks for the oldest of all workspaces.
create index on dead_letter (last_at);

create table entity (
  workspace_id int not null,
  kind text not null,
  external_id text not null,
  traits json not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  revision bigint not null,
  primary key (workspace_id, kind, external_id)
);

-- Promises not yet kept. One row for each event of a paced lane, one row for a micro-batch of a lane that sends many at once.
-- Priority 0 is live, 1 is a replay and gives way. Rows of one lane, priority and order_key go one after the other, by
-- order_at and place in the log; most rows have none.
create table open_delivery (
  id uuid primary key,
  root uuid not null,
  workspace_id int not null,
  lane_id bigint not null,
  lane text not null,
  destination text not null,
  pipeline_version int not null,
  route smallint not null,
  partition int not null,
  offs bigint[] not null,
  created_at timestamptz not null,
  due timestamptz not null,
  attempts int not null,
  state text not null check (state in ('pending', 'retrying', 'held')),
  code text,
  detail text,
  extra json,
  priority smallint not null default 0,
  order_key bigint,
  order_at timestamptz,
  spread boolean not null default false
);
-- An id begins with when the first of the events was received, so that the key finds a row by its events. Where they are
-- of more than a second (a replay of few a minute, or a decider that had to catch up) this does.
create index on open_delivery using gin (offs) with (fastupdate = off) where spread;
-- Led by the pipeline, so that one with many rows in a lane does not stand before another's.
create index on open_delivery (lane_id, priority, pipeline_version, due);
create index on open_delivery (lane_id, priority, order_key, order_at, partition, offs) where order_key is not null;
-- For lists; the many that were never tried pay only for the first.
create index on open_delivery (workspace_id, destination, id);
create index on open_delivery (workspace_id, state, id) where state <> 'pending';

-- Destinations that are sent nothing: because a person wants it so, or after many failures in a row (automatic).
create table destination_pause (
  workspace_id int not null references workspace,
  destination text not null,
  automatic boolean not null,
  by text not null,
  reason text not null,
  since timestamptz not null,
  primary key (workspace_id, destination)
);

-- What destinations have found out about their targets and must know after a restart: where a chat has moved to. Never a
-- secret, and nothing that could not be found out again.
create table destination_fact (
  workspace_id int not null references workspace,
  destination text not null,
  name text not null,
  value text not null,
  kept_at timestamptz not null,
  primary key (workspace_id, destination, name)
);

-- Destinations that no active definition names any more, written with the activation that removed them. What they have left
-- goes when they have been here for as long as deliveries are kept.
create table destination_removal (
  workspace_id int not null references workspace,
  destination text not null,
  since timestamptz not null,
  primary key (workspace_id, destination)
);

-- Failures in a row of destinations, written with the outcomes they are made of. `told`: the percentage last alerted of.
create table destination_streak (
  workspace_id int not null references workspace,
  destination text not null,
  failures int not null,
  told int not null,
  since timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, destination)
) with (fillfactor = 50);

-- Promises kept or given up, and what an action decided; append only.
create table delivery (
  workspace_id int not null,
  id uuid not null,
  event_id uuid not null,
  partition int not null,
  off bigint not null,
  pipeline_version int not null,
  route smallint not null,
  destination text,
  lane text,
  root uuid,
  state text not null check (state in ('delivered', 'dead', 'dropped', 'skipped', 'canceled')),
  step text,
  code text,
  attempts int not null,
  finished_at timestamptz not null,
  extra json
) partition by range (finished_at);
create index on delivery (workspace_id, event_id);
create index on delivery (workspace_id, id) where state = 'dead';
create index on delivery (workspace_id, finished_at, id);
-- Few rows, looked for among many.
create index on delivery (workspace_id, state, finished_at, id) where state <> 'delivered';

-- How many deliveries ended in each minute, and how: for charts, and so that a list finds the few minutes that hold what it
-- looks for. No destination: the pipeline decided before any.
create table delivery_minute (
  workspace_id int not null,
  minute timestamptz not null,
  pipeline_version int not null,
  destination text not null,
  state text not null,
  code text not null,
  deliveries bigint not null,
  primary key (workspace_id, minute, pipeline_version, destination, state, code)
) with (fillfactor = 50);
create index on delivery_minute (workspace_id, destination, minute);
create index on delivery_minute (workspace_id, pipeline_version, minute);
create index on delivery_minute (workspace_id, state, minute);
create index on delivery_minute (workspace_id, code, minute);

-- Wishes to send again: what, how fast, and how far each has come. The ids of its deliveries are derived from `number`,
-- which begins above those of single retries.
create table replay (
  workspace_id int not null,
  id uuid not null,
  number int not null generated by default as identity (start with 1001),
  selection json not null,
  per_second int not null,
  state text not null check (state in ('running', 'paused', 'canceled', 'done')),
  created_at timestamptz not null,
  ended_at timestamptz,
  expected bigint not null,
  place text,
  complete boolean not null default false,
  looked_at bigint not null default 0,
  promised bigint not null default 0,
  left_out bigint not null default 0,
  delivered bigint not null default 0,
  dead bigint not null default 0,
  canceled bigint not null default 0,
  primary key (workspace_id, id),
  unique (number)
);
create index on replay (id) where state in ('running', 'paused');

-- What replays have promised and not yet heard of; few, because a replay promises no more than is sent in some seconds.
create table replay_delivery (
  number int not null,
  delivery_id uuid not null,
  event_id uuid not null,
  primary key (number, delivery_id)
);

-- One row for each call to a vendor, not for each event in it.
create table attempt (
  workspace_id int not null,
  id uuid not null,
  root uuid not null,
  pipeline_version int not null,
  destination text not null,
  lane text not null,
  deliveries int not null,
  at timestamptz not null,
  millis int not null,
  outcome text not null,
  code text not null,
  detail text,
  ambiguous boolean not null,
  request text,
  response text
) partition by range (at);
create index on attempt (root);
create index on attempt (workspace_id, at, id);
create index on attempt (workspace_id, destination, at, id);
create index on attempt (workspace_id, outcome, at, id) where outcome <> 'delivered';

create table outbox (
  id uuid primary key,
  workspace_id int not null,
  created_at timestamptz not null,
  event json not null
);

-- The books. `slot` keeps writers apart: a partition's decisions (0 and up), the deliveries' answers (-1).
-- Route -1 is the pipeline as a whole; pipeline version 0 is the log as a whole.
create table flow_count (
  workspace_id int not null,
  pipeline_version int not null,
  route smallint not null,
  destination text not null,
  day date not null,
  slot smallint not null,
  matched bigint not null default 0,
  unmatched bigint not null default 0,
  dropped bigint not null default 0,
  dead_in_walk bigint not null default 0,
  routed bigint not null default 0,
  skipped bigint not null default 0,
  delivered bigint not null default 0,
  dead bigint not null default 0,
  canceled bigint not null default 0,
  primary key (workspace_id, pipeline_version, route, destination, day, slot)
) with (fillfactor = 50);

-- What the `inbox` destination keeps for a person to look at; an event delivered twice is kept once.
create table inbox_message (
  workspace_id int not null,
  delivery_id uuid not null,
  destination text not null,
  channel text not null,
  event_id uuid not null,
  at timestamptz not null,
  message json not null,
  primary key (workspace_id, delivery_id)
);
create index on inbox_message (workspace_id, destination, at);
-- For retention, as above.
create index on inbox_message (at);

-- What limits have counted: one row for each rule, window and key. `rule_id` stands for what is counted, not for how much
-- is allowed. Room in each page, and no index on what changes, so that counting rewrites no index.
create table limit_counter (
  rule_id bigint not null,
  window_start timestamptz not null,
  key_hash uuid not null,
  key_text text not null,
  value bigint not null,
  value_before bigint not null,
  refused bigint not null,
  threshold bigint not null,
  judged_threshold bigint not null,
  level smallint not null,
  warned smallint not null,
  primary key (rule_id, window_start, key_hash)
) with (fillfactor = 70);

-- The windows that were counted in, and how far closing them has come: crossed keys up to `told` are told of, then it is
-- summed up (`closed_at`), then its counters are deleted (`cleared_at`). It outlives them. A minute of a `per_event` limit
-- only counts that limit's records: it is not summed up, and goes with its counter.
create table limit_window (
  rule_id bigint not null,
  window_start timestamptz not null,
  window_end timestamptz not null,
  closes_at timestamptz not null,
  workspace_id int not null,
  name text not null,
  event_type text not null,
  unit text not null check (unit in ('count', 'chars')),
  per_event boolean not null,
  keys bigint not null,
  told uuid,
  closed_at timestamptz,
  cleared_at timestamptz,
  summary json,
  primary key (rule_id, window_start)
);
create index on limit_window (workspace_id, name, window_start);
create index on limit_window (closes_at) where cleared_at is null;
create index on limit_window using brin (closes_at);

-- The limit_violations dataset: a record and its envelope. No duration means that each event is looked at by itself.
create table limit_violation (
  id uuid primary key,
  workspace_id int not null,
  time timestamptz not null,
  recorded_at timestamptz not null,
  window_start timestamptz,
  window_end timestamptz,
  action text not null,
  level smallint not null,
  late boolean not null,
  key json not null,
  limit_name text not null,
  limit_type text not null,
  duration_seconds bigint,
  threshold bigint not null,
  unit text not null check (unit in ('count', 'chars')),
  event_type text not null,
  value bigint not null,
  context jsonb
);
create index on limit_violation (workspace_id, time, id);
create index on limit_violation (workspace_id, limit_name, time, id);

create view limit_violations as
select
  id,
  workspace_id,
  time,
  recorded_at,
  window_start,
  window_end,
  action,
  level,
  late,
  limit_name,
  limit_type,
  case when duration_seconds is null then 'per_event' else 'periodic' end as limit_interval_type,
  case when duration_seconds is not null
    then jsonb_build_object('duration_seconds', duration_seconds) end as limit_interval_periodic_details,
  threshold as limit_threshold,
  unit as limit_threshold_unit,
  event_type as limit_event_type,
  value as limit_value,
  context as violation_context
from limit_violation;

-- What became of what limits looked at, by day; `slot` keeps writers apart as in flow_count (-1: deliveries, -2: the gate).
create table limit_tally (
  workspace_id int not null,
  name text not null,
  day date not null,
  slot smallint not null,
  counted bigint not null default 0,
  violations bigint not null default 0,
  suppressed bigint not null default 0,
  late bigint not null default 0,
  clamped bigint not null default 0,
  unmeasured bigint not null default 0,
  overflowed bigint not null default 0,
  refused bigint not null default 0,
  primary key (workspace_id, name, day, slot)
) with (fillfactor = 50);

insert into workspace (id, name, created_at) values (1, 'default', '2026-01-01T00:00:00Z');
