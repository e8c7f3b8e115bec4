-- One row per indicator and subgroup ('' where an indicator has none): how its figure is made. A subgroup's own words
-- take the place of its indicator's.
-- Read by the indicators of schools, classes and counties and by the verdict index.
with indicators as (
    select * from {{ ref('stg_indicators') }}
),

subgroups as (
    select * from {{ ref('stg_subgroups') }}
),

measures as (
    select * from {{ ref('stg_measures') }}
),

final as (
    select
        indicators.indicator_id,
        coalesce(subgroups.subgroup, '') as subgroup,
        coalesce(subgroups.position, 1) as position,
        coalesce(subgroups.kind, indicators.kind) as kind,
        coalesce(subgroups.numerator_measure, indicators.numerator_measure) as numerator_measure,
        coalesce(subgroups.denominator_measure, indicators.denominator_measure) as denominator_measure,
        cast(coalesce(subgroups.multiplier, indicators.multiplier) as decimal(6, 0)) as multiplier,
        coalesce(subgroups.period_kind, indicators.period_kind) as period_kind,
        coalesce(subgroups.decimals, indicators.decimals) as decimals,
        coalesce(subgroups.unit_zh, indicators.unit_zh) as unit_zh,
        coalesce(subgroups.unit_en, indicators.unit_en) as unit_en,
        coalesce(subgroups.label_zh, indicators.label_zh) as label_zh,
        coalesce(subgroups.label_en, indicators.label_en) as label_en,
        coalesce(denominators.zero_is_none, false) as zero_is_none
    from indicators
    left join subgroups on indicators.indicator_id = subgroups.indicator_id
    left join measures as denominators
        on coalesce(subgroups.denominator_measure, indicators.denominator_measure) = denominators.measure_id
)

select * from final
