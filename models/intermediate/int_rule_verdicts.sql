-- One row per school rule, section and term: at least `limit_value` of the limits that are its members met, the
-- remaining ones at least near.
-- Read by fct_verdict.
with verdict_index as (
    select * from {{ ref('int_verdict_index') }}
),

rules as (
    select * from verdict_index
    where statistic = 'rule'
),

members as (
    select
        verdict_index.*,
        verdicts.status
    from verdict_index
    inner join {{ ref('int_verdicts') }} as verdicts
        on
            verdict_index.threshold_id = verdicts.threshold_id
            and verdict_index.subgroup = verdicts.subgroup
            and verdict_index.entity_id = verdicts.entity_id
            and verdict_index.term_id = verdicts.term_id
    where verdict_index.member_of is not null
),

counted as (
    select
        rules.threshold_id,
        rules.subgroup,
        rules.entity_id,
        rules.term_id,
        rules.in_scope,
        rules.scope_reason,
        rules.comparator,
        rules.limit_value,
        count(case when members.status = {{ status('met') }} then 1 end) as n_met,
        count(case when members.status = {{ status('unmet') }} then 1 end) as n_unmet,
        count(case when members.status = {{ status('unknown') }} then 1 end) as n_unknown,
        {{ joined(
            'case when members.status = ' ~ status('unknown') ~ ' then members.indicator_id end', 'members.indicator_id'
        ) }} as unknown_indicators
    from rules
    left join members
        on
            rules.threshold_id = members.member_of
            and rules.subgroup = members.subgroup
            and rules.entity_id = members.entity_id
            and rules.term_id = members.term_id
    group by all
),

judged as (
    select
        counted.*,
        {{ school_rule_passes('n_met', 'n_unmet', 'n_unknown', 'limit_value') }} as passes
    from counted
),

final as (
    select
        threshold_id,
        subgroup,
        entity_id,
        term_id,
        case when in_scope and passes is not null then cast(n_met as double) end as value,
        case
            when in_scope and passes is not null
                then cast({{ margin('n_met', 'comparator', 'limit_value') }} as double)
        end as margin,
        {{ verdict_status('in_scope', 'passes', 'false') }} as status,
        case
            when not in_scope then scope_reason
            when passes is null then 'indicators_unknown'
        end as reason,
        case when in_scope and passes is null then unknown_indicators end as missing,
        cast(null as string) as evidence
    from judged
)

select * from final
