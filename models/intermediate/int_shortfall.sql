-- One row per verdict on a figure that is not met (near or unmet) and term: what is missing to the limit, or above it
-- where the limit is an upper one, and to the floor where there is one, in the measure's own unit. Persons and rooms
-- come whole; one school's surplus never fills another's shortfall.
-- Read by ledger_unmet.
with verdicts as (
    select * from {{ ref('fct_verdict') }}
    where
        status in ({{ status('near') }}, {{ status('unmet') }})
        and statistic in ('value', 'mean', 'share', 'trend')
),

indicators as (
    select
        subgroups.indicator_id,
        subgroups.subgroup,
        subgroups.multiplier,
        measures.is_whole,
        measures.unit_zh
    from {{ ref('int_indicator_subgroups') }} as subgroups
    inner join {{ ref('stg_measures') }} as measures on subgroups.numerator_measure = measures.measure_id
),

-- what there is, and what one unit of the limit asks for
held as (
    select
        'section' as entity_type,
        indicator_id,
        stage,
        '' as subgroup,
        school_id as entity_id,
        term_id,
        cast(numerator as double) as numerator,
        cast(denominator as double) as denominator
    from {{ ref('int_section_indicators') }}

    union all

    select
        'county' as entity_type,
        indicator_id,
        stage,
        '' as subgroup,
        county_code as entity_id,
        term_id,
        cast(resource as double) as numerator,
        cast(pupils as double) as denominator
    from {{ ref('int_indicator_dispersion') }}

    union all

    select
        'school' as entity_type,
        indicator_id,
        '' as stage,
        subgroup,
        school_id as entity_id,
        term_id,
        cast(numerator as double) as numerator,
        coalesce(cast(denominator as double), 1) as denominator
    from {{ ref('int_school_indicators') }}

    union all

    select
        'class' as entity_type,
        subgroups.indicator_id,
        sizes.stage,
        '' as subgroup,
        sizes.class_id as entity_id,
        sizes.term_id,
        cast(sizes.pupils_from as double) as numerator,
        1 as denominator
    from {{ ref('int_class_sizes') }} as sizes
    cross join {{ ref('int_indicator_subgroups') }} as subgroups
    where subgroups.kind = 'class_size'

    union all

    select
        'county' as entity_type,
        indicator_id,
        stage,
        subgroup,
        county_code as entity_id,
        term_id,
        cast(numerator as double) as numerator,
        -- a trend asks for the figure of the period before, per pupil for as many pupils as there are now
        coalesce(
            {{ ratio('numerator_before * coalesce(denominator, 1)', 'coalesce(denominator_before, 1)') }},
            cast(denominator as double), 1
        ) as denominator
    from {{ ref('int_county_indicators') }}
),

missing as (
    select
        verdicts.threshold_id,
        verdicts.subgroup,
        verdicts.entity_id,
        verdicts.term_id,
        indicators.is_whole,
        indicators.unit_zh,
        {{ missing_to('limit_value') }} as amount,
        {{ missing_to('floor_value') }} as amount_to_floor
    from verdicts
    inner join indicators
        on verdicts.indicator_id = indicators.indicator_id and verdicts.subgroup = indicators.subgroup
    inner join held
        on
            verdicts.entity_type = held.entity_type
            and verdicts.indicator_id = held.indicator_id
            and verdicts.stage = held.stage
            and verdicts.subgroup = held.subgroup
            and verdicts.entity_id = held.entity_id
            and verdicts.term_id = held.term_id
),

final as (
    select
        threshold_id,
        subgroup,
        entity_id,
        term_id,
        -- a limit of "exactly so many" can be missed on either side
        abs(cast(case when is_whole then ceil(amount) else amount end as decimal(24, 6))) as shortfall,
        cast(
            case
                when amount_to_floor <= 0 then 0
                when is_whole then ceil(amount_to_floor)
                else amount_to_floor
            end as decimal(24, 6)
        ) as shortfall_to_floor,
        unit_zh as shortfall_unit
    from missing
)

select * from final
