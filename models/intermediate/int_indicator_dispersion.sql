-- One row per term, county, judged stage and ratio indicator: the coefficient of variation between the sections in
-- scope. One section without the figure makes the county figure unknown and is named.
-- Read by fct_indicator_dispersion and the verdicts.
with questions as (
    select
        county_terms.term_id,
        county_terms.county_code,
        stages.stage,
        indicators.indicator_id,
        cast(indicators.multiplier as decimal(6, 0)) as multiplier
    from {{ ref('int_county_terms') }} as county_terms
    cross join {{ ref('stg_stages') }} as stages
    cross join {{ ref('stg_indicators') }} as indicators
    where stages.is_compulsory and indicators.kind = 'section_ratio'
),

sections as (
    select
        indicators.*,
        concat(indicators.school_id, ' ', schools.school_name) as section_name
    from {{ ref('int_section_indicators') }} as indicators
    inner join {{ ref('stg_schools') }} as schools
        on indicators.term_id = schools.term_id and indicators.school_id = schools.school_id
    where indicators.in_scope
),

totals as (
    select
        term_id,
        county_code,
        stage,
        indicator_id,
        count(*) as n_sections,
        count(missing_reason) as n_unknown,
        {{ joined(
            'case when missing_reason is not null then section_name end', 'school_id', '; '
        ) }} as unknown_sections,
        sum(denominator) as pupils,
        sum(numerator) as resource
    from sections
    group by term_id, county_code, stage, indicator_id
),

deviations as (
    select
        sections.term_id,
        sections.county_code,
        sections.stage,
        sections.indicator_id,
        sections.denominator as pupils,
        {{ relative_deviation(
            'judged_numerator', 'judged_denominator', 'totals.resource', 'totals.pupils'
        ) }} as deviation
    from sections
    inner join totals
        on
            sections.term_id = totals.term_id
            and sections.county_code = totals.county_code
            and sections.stage = totals.stage
            and sections.indicator_id = totals.indicator_id
    where totals.n_unknown = 0
),

dispersions as (
    select
        term_id,
        county_code,
        stage,
        indicator_id,
        {{ cv_squared('pupils', 'deviation') }} as cv_squared
    from deviations
    group by term_id, county_code, stage, indicator_id
),

final as (
    select
        questions.term_id,
        questions.county_code,
        questions.stage,
        questions.indicator_id,
        questions.multiplier,
        coalesce(totals.n_sections, 0) as n_sections,
        coalesce(totals.n_unknown, 0) as n_unknown,
        -- of no section nothing; of sections that know nothing unknown
        case when totals.n_sections is null then 0 else totals.pupils end as pupils,
        case when totals.n_sections is null then 0 else totals.resource end as resource,
        -- shares carry 16 decimals; at 13 a sum of shares that comes out even is even again
        cast(totals.resource as decimal(30, 13)) as judged_resource,
        dispersions.cv_squared,
        {{ judged_cv('dispersions.cv_squared') }} as judged_cv_squared,
        case
            when totals.n_sections is null then 'no_section_in_scope'
            when totals.n_unknown > 0 then 'section_unknown'
        end as mean_missing_reason,
        case
            when totals.n_sections is null then 'no_section_in_scope'
            when totals.n_unknown > 0 then 'section_unknown'
            when totals.resource = 0 then 'resource_all_zero'
        end as cv_missing_reason,
        totals.unknown_sections as missing
    from questions
    left join totals
        on
            questions.term_id = totals.term_id
            and questions.county_code = totals.county_code
            and questions.stage = totals.stage
            and questions.indicator_id = totals.indicator_id
    left join dispersions
        on
            questions.term_id = dispersions.term_id
            and questions.county_code = dispersions.county_code
            and questions.stage = dispersions.stage
            and questions.indicator_id = dispersions.indicator_id
)

select * from final
