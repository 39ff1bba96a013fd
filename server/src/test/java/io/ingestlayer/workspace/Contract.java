package io.ingestlayer.workspace;

/// The examples of the contract, word for word.
public final class Contract {
  private Contract() {}

  /// Both stories.
  public static final String STORIES =
      """
      event: usage.limit_reached              # a declared event type; short form or a whole JSON Schema 2020-12
      schema:                                 # `required` unless it ends in `?`
        customer_id: string
        metric: enum [seats, api-calls, storage]
        limit: number
        used: number
        plan: string
      idempotency: { window: 35d }            # default 24h, 1m to 400d; keys outlive the retention of events
      ---
      destination: team-slack
      type: slack                             # slack discord telegram email webhook postgres notion inbox
      config: { token: { env: SLACK_BOT_TOKEN } }     # secrets by reference (env, file)
      ---                                     # every HTTP vendor also takes base_url
      destination: warehouse
      type: postgres
      config: { url: { env: WAREHOUSE_URL } }         # postgresql://user:password@host:5432/db?sslmode=verify-full
      ---
      pipeline: usage-limit-hits
      match: usage.limit_reached              # exact, a glob such as user.*, or a list; `from:` narrows to sources
      steps:
        - enrich.entity: { kind: customer, key: $event.customer_id }
        - branch:
            - when: $event.used / $event.limit >= 1
              steps: [ { set: { severity: blocked } } ]
            - when: $event.metric == "seats"
              steps: [ { set: { severity: upsell } } ]
            - else: true
              steps: [ { set: { severity: nudge } } ]
      destinations:
        - to: team-slack
          channel: "{{ $context.severity == 'blocked' ? '#alerts' : '#upsell' }}"      # a channel
          message: "*{{ $entity.customer.name }}* ({{ $event.plan }}) used {{ $event.used }} of {{ $event.limit }} {{ $event.metric }} · CSM {{ $entity.customer.csm ?? 'nobody' }}"
      ---
      pipeline: feature-usage
      match: feature.used
      steps:
        - filter.match: { field: $event.feature, op: in, value: [export, api, webhook] }
        - enrich.entity: { kind: user, key: $event.user_id }
      destinations:
        - to: warehouse
          table: events.features
          columns: { account: $entity.user.account, owner: $entity.user.owner }
          event_id_column: event_id
        - to: team-slack
          when: $event.plan == "free"
          channel: "#upsell"
      """;

  public static final String LIMIT =
      """
      limit: api-calls-per-customer           # semantics in reference/limits.md
      type: quota                             # -> limit_type, free text
      event_type: api_call                    # -> limit_event_type; default the text of `match`
      match: api.called                       # what is counted, in `on: event` (default); or on: api_call | notification | render
      when: $event.plan != "internal"         # optional
      interval: { periodic: 1h }              # tumbling, aligned to UTC; or per_event
      threshold: 10000                        # the largest allowed value; an integer or an expression over $entity / $event
      overrides: [ { when: '$event.plan == "scale"', threshold: 50000 } ]
      unit: count                             # or chars with `measure: $event.text`
      weight: $event.n                        # optional, an integer; default 1
      key: [$event.customer_id]               # also the default context of the record: {customer_id: …}
      context: { plan: $event.plan }          # optional, more of it
      allowed_lateness: 2m                    # how long after its end a window still takes events
      warn_at: [80, 90]                       # percent; events, never rows of the dataset
      again_at: 100                           # optional: a further record at each further +100 %, at most 10
      action: record                          # record | drop | delay | truncate | dead_letter
      emit:                                   # optional: the event that the first crossing of a window becomes
        type: usage.limit_reached
        payload: { customer_id: $event.customer_id, metric: api-calls, limit: $limit.threshold, used: $limit.value, plan: $event.plan }
      """;

  /// What this version does not know yet.
  public static final String LATER =
      """
      source: github-hooks
      type: github
      config: { secret: { env: GITHUB_WEBHOOK_SECRET } }
      """;
}
