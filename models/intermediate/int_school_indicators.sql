-- One row per school and ratio indicator of schools, by subgroup: its two figures, or why there are none.
-- Read by fct_school_indicator, the judged values and the shortfalls.
with measures as (
    select * from {{ ref('int_school_measures') }}
),

indicators as (
    select
        subgroups.*,
        numerators.form
    from {{ ref('int_indicator_subgroups') }} as subgroups
    inner join {{ ref('stg_measures') }} as numerators on subgroups.numerator_measure = numerators.measure_id
    where subgroups.kind = 'school_ratio'
),

figures as (
    select
        measures.term_id,
        measures.county_code,
        measures.school_id,
        indicators.indicator_id,
        indicators.subgroup,
        indicators.multiplier,
        indicators.denominator_measure,
        indicators.zero_is_none,
        case
            when indicators.form = 'premises' then measures.premises_source
            when indicators.form = 'activities' then measures.activities_source
            when indicators.form = 'pupils' then measures.pupils_source
            when indicators.period_kind = 'budget_year'
                then nullif(concat_ws(', ', measures.this_year_source, measures.county_source), '')
            when indicators.form = 'school_funds' then measures.last_year_source
        end as source,
        {{ measure_column('indicators.numerator_measure', level='school') }} as numerator,
        case
            when indicators.denominator_measure is null then cast(1 as decimal(24, 6))
            else {{ measure_column('indicators.denominator_measure', level='school') }}
        end as denominator,
        {{ measure_column('indicators.numerator_measure', '_missing', 'string', level='school') }} as numerator_missing,
        {{ measure_column('indicators.denominator_measure', '_missing', 'string', level='school') }}
            as denominator_missing
    from measures
    cross join indicators
),

final as (
    select
        term_id,
        county_code,
        school_id,
        indicator_id,
        subgroup,
        multiplier,
        numerator,
        case when denominator_measure is not null then denominator end as denominator,
        cast(numerator * multiplier as decimal(38, 14)) as judged_left,
        cast(denominator as decimal(24, 6)) as judged_right,
        {{ ratio('numerator * multiplier', 'denominator') }} as value,
        source,
        {{ missing_reason('numerator is null or denominator is null', 'denominator', 'zero_is_none') }}
            as missing_reason,
        case
            when numerator is null or denominator is null
                then nullif(concat_ws(', ', numerator_missing, denominator_missing), '')
        end as missing
    from figures
)

select * from final
