-- One row per question on a ratio that is not met (near or unmet) and term: what is missing to the limit, in the
-- measure's own unit. Persons and rooms come whole; one school's surplus never fills another's shortfall.
-- Read by ledger_unmet.
with verdicts as (
    select * from {{ ref('fct_verdict') }}
    where status in ({{ status('near') }}, {{ status('unmet') }}) and comparator in ('>=', '>')
),

indicators as (
    select
        indicators.indicator_id,
        cast(indicators.multiplier as decimal(6, 0)) as multiplier,
        measures.is_whole,
        measures.unit_zh
    from {{ ref('stg_indicators') }} as indicators
    inner join {{ ref('stg_measures') }} as measures on indicators.numerator_measure = measures.measure_id
),

held as (
    select
        'value' as statistic,
        indicator_id,
        stage,
        school_id as entity_id,
        term_id,
        numerator,
        denominator
    from {{ ref('int_section_indicators') }}

    union all

    select
        'mean' as statistic,
        indicator_id,
        stage,
        county_code as entity_id,
        term_id,
        resource as numerator,
        pupils as denominator
    from {{ ref('int_indicator_dispersion') }}
),

missing as (
    select
        verdicts.threshold_id,
        verdicts.subgroup,
        verdicts.entity_id,
        verdicts.term_id,
        indicators.is_whole,
        indicators.unit_zh,
        -- rounded to take off the last decimal of a split share before a whole person is counted for it
        cast(round({{ ratio(
            'verdicts.limit_value * held.denominator - held.numerator * indicators.multiplier', 'indicators.multiplier'
        ) }}, 6) as decimal(24, 6)) as amount
    from verdicts
    inner join indicators on verdicts.indicator_id = indicators.indicator_id
    inner join held
        on
            verdicts.statistic = held.statistic
            and verdicts.indicator_id = held.indicator_id
            and verdicts.stage = held.stage
            and verdicts.entity_id = held.entity_id
            and verdicts.term_id = held.term_id
),

final as (
    select
        threshold_id,
        subgroup,
        entity_id,
        term_id,
        cast(case when is_whole then ceil(amount) else amount end as decimal(24, 6)) as shortfall,
        unit_zh as shortfall_unit
    from missing
)

select * from final
