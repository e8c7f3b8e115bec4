-- One row per limit, subgroup, entity and term, the rules apart: its verdict. The school rule is judged on these.
-- Read by int_rule_verdicts and fct_verdict.
with verdict_index as (
    select * from {{ ref('int_verdict_index') }}
    where statistic <> 'rule'
),

judged_values as (
    select * from {{ ref('int_judged_values') }}
),

compared as (
    select
        verdict_index.*,
        judged_values.judged_left,
        judged_values.judged_left_high,
        judged_values.judged_right,
        judged_values.value,
        coalesce(
            judged_values.reason,
            -- the only question that has no row of its own where nothing was sent
            case
                when verdict_index.statistic = 'document' and judged_values.entity_id is null then 'document_missing'
            end
        ) as missing_reason,
        coalesce(
            judged_values.missing,
            case when verdict_index.statistic = 'document' and judged_values.entity_id is null then 'documents' end
        ) as missing,
        judged_values.evidence,
        -- nobody there leaves nothing to judge; every other reason leaves a question open
        verdict_index.in_scope
        and coalesce(judged_values.reason, '') not in ('no_section_in_scope', 'no_school_to_judge', 'none_to_judge')
            as is_applicable,
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
            and verdict_index.subgroup = judged_values.subgroup
            and verdict_index.entity_id = judged_values.entity_id
            and verdict_index.term_id = judged_values.term_id
),

ends as (
    select
        compared.*,
        {{ compare('judged_left', 'comparator', 'limit_value * factor') }} as low_passes,
        {{ compare('judged_left_high', 'comparator', 'limit_value * factor') }} as high_passes,
        {{ compare('judged_left', 'comparator', 'floor_value * factor') }} as passes_floor
    from compared
),

judged as (
    select
        *,
        -- a figure known only within a range is judged where both its ends agree
        case when low_passes = high_passes then low_passes end as passes
    from ends
),

final as (
    select
        threshold_id,
        subgroup,
        entity_id,
        term_id,
        case when is_applicable and passes is not null then value end as value,
        case
            when not is_applicable or passes is null then null
            -- rounded, so that a CV at its limit has no margin of the noise in a square root
            when statistic = 'cv'
                then round({{ margin('value', 'comparator', 'cast(limit_value as double)') }}, 13)
            else {{ ratio(margin('judged_left', 'comparator', 'limit_value * factor'), 'judged_right') }}
        end as margin,
        {{ verdict_status('is_applicable', 'passes', 'passes_floor') }} as status,
        coalesce(
            scope_reason, missing_reason, case when low_passes <> high_passes then 'band_holds_limit' end
        ) as reason,
        case when is_applicable then missing end as missing,
        case when is_applicable then evidence end as evidence
    from judged
)

select * from final
