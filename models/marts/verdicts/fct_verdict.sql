-- One row per limit, subgroup, entity and term in force: the verdict, with the figure, the limit and the clause.
-- Read by the policy tests, the scorecard, analysts and dashboards.
with verdict_index as (
    select * from {{ ref('int_verdict_index') }}
),

verdicts as (
    select * from {{ ref('int_verdicts') }}
    union all
    select * from {{ ref('int_rule_verdicts') }}
),

-- a waiver marks a verdict and never changes it
waivers as (
    select
        waivers.county_code,
        waivers.threshold_id,
        waivers.subgroup,
        waivers.entity_id,
        terms.term_id,
        {{ joined(
            "concat(waivers.approved_by, '：', waivers.reason, '（至', waivers.last_term_id, '）')",
            'waivers.first_term_id', '; '
        ) }} as waiver
    from {{ ref('stg_waivers') }} as waivers
    inner join {{ ref('stg_terms') }} as terms
        on terms.term_id between waivers.first_term_id and waivers.last_term_id
    group by waivers.county_code, waivers.threshold_id, waivers.subgroup, waivers.entity_id, terms.term_id
),

final as (
    select
        verdict_index.threshold_id,
        verdict_index.subgroup,
        verdict_index.standard_id,
        verdict_index.indicator_id,
        verdict_index.stage,
        verdict_index.applies_to,
        verdict_index.statistic,
        verdict_index.entity_type,
        verdict_index.entity_id,
        verdict_index.entity_name,
        verdict_index.county_code,
        verdict_index.term_id,
        verdicts.value,
        verdict_index.comparator,
        verdict_index.limit_value,
        verdict_index.floor_value,
        verdicts.margin,
        coalesce(verdicts.status, {{ status('unknown') }}) as status,
        verdicts.reason,
        verdicts.missing,
        verdicts.evidence,
        waivers.waiver,
        verdict_index.clause,
        verdict_index.office,
        verdict_index.rolls_up
    from verdict_index
    left join verdicts
        on
            verdict_index.threshold_id = verdicts.threshold_id
            and verdict_index.subgroup = verdicts.subgroup
            and verdict_index.entity_id = verdicts.entity_id
            and verdict_index.term_id = verdicts.term_id
    left join waivers
        on
            verdict_index.county_code = waivers.county_code
            and verdict_index.threshold_id = waivers.threshold_id
            and verdict_index.subgroup = waivers.subgroup
            and verdict_index.entity_id = waivers.entity_id
            and verdict_index.term_id = waivers.term_id
)

select * from final
