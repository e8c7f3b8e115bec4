-- One row per limit on a value, a mean or a CV, entity and term: its verdict. The school rule is judged on these.
-- Read by int_rule_verdicts and fct_verdict.
with verdict_index as (
    select * from {{ ref('int_verdict_index') }}
    where statistic in ('value', 'mean', 'cv')
),

judged_values as (
    select * from {{ ref('int_judged_values') }}
),

compared as (
    select
        verdict_index.*,
        judged_values.judged_left,
        judged_values.judged_right,
        judged_values.value,
        judged_values.reason as missing_reason,
        judged_values.missing,
        -- no section in scope leaves nothing to judge; every other reason leaves a question open
        verdict_index.in_scope and coalesce(judged_values.reason, '') <> 'no_section_in_scope' as is_applicable,
        case verdict_index.statistic
            when 'cv' then verdict_index.limit_value
            else judged_values.judged_right
        end as factor
    from verdict_index
    left join judged_values
        on
            verdict_index.statistic = judged_values.statistic
            and verdict_index.indicator_id = judged_values.indicator_id
            and verdict_index.stage = judged_values.stage
            and verdict_index.entity_id = judged_values.entity_id
            and verdict_index.term_id = judged_values.term_id
),

judged as (
    select
        compared.*,
        {{ compare('judged_left', 'comparator', 'limit_value * factor') }} as passes,
        {{ compare('judged_left', 'comparator', 'floor_value * factor') }} as passes_floor
    from compared
),

final as (
    select
        threshold_id,
        subgroup,
        entity_id,
        term_id,
        case when is_applicable then value end as value,
        case
            when not is_applicable then null
            -- rounded, so that a CV at its limit has no margin of the noise in a square root
            when statistic = 'cv'
                then round({{ margin('value', 'comparator', 'cast(limit_value as double)') }}, 13)
            else {{ ratio(margin('judged_left', 'comparator', 'limit_value * factor'), 'judged_right') }}
        end as margin,
        {{ verdict_status('is_applicable', 'passes', 'passes_floor') }} as status,
        coalesce(scope_reason, missing_reason) as reason,
        case when is_applicable then missing end as missing
    from judged
)

select * from final
