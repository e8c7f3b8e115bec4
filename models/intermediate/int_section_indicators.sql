-- One row per section and ratio indicator. judged_numerator / judged_denominator is the section's exact ratio, on which
-- limits are judged; numerator is its share of the resource, rounded where a split does not come out even.
-- Read by fct_section_indicator, the dispersion and the verdicts.
with measures as (
    select * from {{ ref('int_section_measures') }}
),

indicators as (
    select
        indicators.indicator_id,
        indicators.numerator_measure,
        indicators.denominator_measure,
        cast(indicators.multiplier as decimal(6, 0)) as multiplier,
        dictionary.is_shared_premises,
        dictionary.form,
        denominators.form as denominator_form
    from {{ ref('stg_indicators') }} as indicators
    inner join {{ ref('stg_measures') }} as dictionary on indicators.numerator_measure = dictionary.measure_id
    inner join {{ ref('stg_measures') }} as denominators on indicators.denominator_measure = denominators.measure_id
    where indicators.kind = 'section_ratio'
),

figures as (
    select
        measures.term_id,
        measures.county_code,
        measures.school_id,
        measures.stage,
        measures.in_scope,
        indicators.indicator_id,
        indicators.multiplier,
        indicators.is_shared_premises,
        indicators.denominator_measure = 'pupils' as is_per_pupil,
        measures.split_weight,
        measures.split_base,
        measures.split_missing,
        {%- for form, source in [
            ('indicators.form', 'reported_source'), ('indicators.denominator_form', 'denominator_source'),
        ] %}
        case {{ form }}
            when 'teachers' then measures.teachers_source
            when 'premises' then measures.premises_source
            when 'equipment' then measures.equipment_source
            when 'pupils' then measures.pupils_source
        end as {{ source }},
        {%- endfor %}
        {{ measure_column('indicators.numerator_measure') }} as figure,
        {{ measure_column('indicators.denominator_measure', type='decimal(12, 0)') }} as denominator,
        {{ measure_column('indicators.numerator_measure', '_missing', 'string') }} as numerator_missing,
        {{ measure_column('indicators.denominator_measure', '_missing', 'string') }} as denominator_missing
    from measures
    cross join indicators
),

reasoned as (
    select
        figures.*,
        case
            when denominator is null then case when is_per_pupil then 'pupils_missing' else 'figures_missing' end
            when denominator = 0 then case when is_per_pupil then 'no_pupils' else 'denominator_zero' end
            when figure is null then 'figures_missing'
            when is_shared_premises and split_base is null then 'campus_pupils_missing'
        end as missing_reason
    from figures
),

final as (
    select
        term_id,
        county_code,
        school_id,
        stage,
        in_scope,
        indicator_id,
        multiplier,
        is_shared_premises,
        figure as reported,
        reported_source,
        denominator_source,
        split_weight,
        split_base,
        case
            when missing_reason is null
                then case when is_shared_premises then split_weight * figure else figure end
        end as judged_numerator,
        case
            when missing_reason is null
                then case when is_shared_premises then split_base else denominator end
        end as judged_denominator,
        case
            when missing_reason is null and is_shared_premises
                then {{ split_share('figure', 'split_weight', 'denominator', 'split_base') }}
            when missing_reason is null then cast(figure as decimal(38, 16))
        end as numerator,
        denominator,
        missing_reason,
        case missing_reason
            when 'pupils_missing' then denominator_missing
            when 'figures_missing'
                then case when denominator is null then denominator_missing else numerator_missing end
            when 'campus_pupils_missing' then split_missing
        end as missing
    from reasoned
)

select * from final
