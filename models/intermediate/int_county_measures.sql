-- One row per term, county, kind of period, lag, county measure, stage and subgroup an indicator asks for: the figure,
-- the period it is of, or why there is none. A measure the county reports by subgroup is pooled where the indicator has
-- no such subgroup; one part missing makes the pool unknown.
-- Read by int_county_indicators.
with thresholds as (
    select * from {{ ref('stg_thresholds') }}
),

indicators as (
    select * from {{ ref('int_indicator_subgroups') }}
    where kind in ('county_value', 'county_share', 'trend')
),

indicator_stages as (
    select distinct
        indicators.indicator_id,
        coalesce(thresholds.stage, '') as stage
    from indicators
    left join thresholds on indicators.indicator_id = thresholds.indicator_id
),

asked as (
    select
        indicators.*,
        indicator_stages.stage,
        indicators.numerator_measure as measure_id
    from indicators
    inner join indicator_stages on indicators.indicator_id = indicator_stages.indicator_id

    union all

    select
        indicators.*,
        indicator_stages.stage,
        indicators.denominator_measure as measure_id
    from indicators
    inner join indicator_stages on indicators.indicator_id = indicator_stages.indicator_id
    where indicators.denominator_measure is not null
),

measures as (
    select distinct
        asked.period_kind,
        asked.measure_id,
        asked.stage,
        asked.subgroup,
        measures.form
    from asked
    inner join {{ ref('stg_measures') }} as measures on asked.measure_id = measures.measure_id
),

-- the latest delivery of a county: what it could have known
data_days as (
    select
        county_code,
        max(received_at) as data_day
    from (
        select
            county_code,
            received_at
        from {{ ref('stg_schools') }}
        union all
        select
            county_code,
            received_at
        from {{ ref('stg_county_figures') }}
    ) as deliveries
    group by county_code
),

questions as (
    select
        county_terms.term_id,
        county_terms.county_code,
        data_days.data_day,
        measures.*,
        periods.lag,
        periods.choice,
        periods.period,
        periods.known_from,
        -- the rows of the county's own form that answer: the subgroup's, all of the pool, or the only one
        parts.subgroup as part,
        coalesce(parts.position, 1) as part_position
    from {{ ref('int_county_terms') }} as county_terms
    inner join data_days on county_terms.county_code = data_days.county_code
    cross join measures
    inner join {{ ref('int_periods') }} as periods
        on county_terms.term_id = periods.term_id and measures.period_kind = periods.period_kind
    left join {{ ref('stg_measure_subgroups') }} as parts
        on
            measures.measure_id = parts.measure_id
            and (
                measures.subgroup = parts.subgroup
                or measures.subgroup not in (
                    select listed.subgroup from {{ ref('stg_measure_subgroups') }} as listed
                    where listed.measure_id = measures.measure_id
                )
            )
),

reported as (
    select
        questions.*,
        figures.value,
        figures.source_id,
        case
            when coalesce(figures.received_at, questions.data_day) < questions.known_from then 'period_not_arrived'
            when figures.value is null then 'figures_missing'
        end as reason,
        case
            when figures.value is null
                then concat('county_figures.', questions.measure_id, coalesce(' (' || questions.part || ')', ''))
        end as missing
    from questions
    left join {{ ref('stg_county_figures') }} as figures
        on
            questions.county_code = figures.county_code
            and questions.period = figures.period
            and questions.measure_id = figures.measure_id
            and questions.stage = figures.stage
            and coalesce(questions.part, '') = figures.subgroup
    where questions.form = 'county_figures'
    -- of several periods the newest that has a row
    qualify
        row_number() over (
            partition by
                questions.term_id, questions.county_code, questions.period_kind, questions.lag, questions.measure_id,
                questions.stage, questions.subgroup, questions.part
            order by case when figures.county_code is null then 1 else 0 end, questions.choice
        ) = 1
),

pooled as (
    select
        term_id,
        county_code,
        period_kind,
        lag,
        measure_id,
        stage,
        subgroup,
        max(period) as period,
        case when count(reason) = 0 then cast(sum(value) as decimal(24, 6)) end as value,
        -- the reasons' own order: a period that has not arrived says more than a figure that is missing
        max(reason) as reason,
        {{ joined('missing', 'part_position') }} as missing,
        {{ sources_of('source_id', 'part_position') }} as source
    from reported
    group by term_id, county_code, period_kind, lag, measure_id, stage, subgroup
),

summed as (
    select
        questions.term_id,
        questions.county_code,
        questions.period_kind,
        questions.lag,
        questions.measure_id,
        questions.stage,
        questions.subgroup,
        questions.period,
        case when questions.data_day >= questions.known_from then cast(sums.value as decimal(24, 6)) end as value,
        case
            when questions.data_day < questions.known_from then 'period_not_arrived'
            when sums.measure_id is null then 'no_school_to_judge'
            when sums.value is null then 'figures_missing'
        end as reason,
        sums.missing,
        cast(null as string) as source
    from questions
    left join {{ ref('int_school_sums') }} as sums
        on
            questions.term_id = sums.term_id
            and questions.county_code = sums.county_code
            and questions.measure_id = sums.measure_id
            and questions.stage = sums.stage
    where questions.form <> 'county_figures'
),

final as (
    select * from pooled
    union all
    select * from summed
)

select * from final
