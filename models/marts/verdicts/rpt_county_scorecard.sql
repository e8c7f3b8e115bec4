-- One row per standard, term, county and area: how many of the verdicts the area needs are met, the area's status, and
-- the county's over all areas.
-- Verdicts that only inform (rolls_up false) are not counted.
-- Read by the build's scorecard and dashboards.
with questions as (
    select
        standards.standard_id,
        county_terms.term_id,
        county_terms.county_code,
        areas.area_id
    from {{ ref('int_county_terms') }} as county_terms
    inner join {{ ref('stg_standards') }} as standards
        on standards.county_code is null or standards.county_code = county_terms.county_code
    cross join {{ ref('stg_areas') }} as areas
),

verdicts as (
    select
        verdicts.*,
        indicators.area_id
    from {{ ref('fct_verdict') }} as verdicts
    inner join {{ ref('stg_indicators') }} as indicators on verdicts.indicator_id = indicators.indicator_id
    where verdicts.rolls_up
),

counted as (
    select
        questions.standard_id,
        questions.term_id,
        questions.county_code,
        questions.area_id,
        count(case when verdicts.status = {{ status('met') }} then 1 end) as met,
        count(case when verdicts.status = {{ status('near') }} then 1 end) as near,
        count(case when verdicts.status = {{ status('unmet') }} then 1 end) as unmet,
        count(case when verdicts.status = {{ status('unknown') }} then 1 end) as unknown,
        count(case when verdicts.status = {{ status('not_applicable') }} then 1 end) as not_applicable
    from questions
    left join verdicts
        on
            questions.standard_id = verdicts.standard_id
            and questions.term_id = verdicts.term_id
            and questions.county_code = verdicts.county_code
            and questions.area_id = verdicts.area_id
    group by questions.standard_id, questions.term_id, questions.county_code, questions.area_id
),

areas_judged as (
    select
        standard_id,
        term_id,
        county_code,
        area_id,
        met + near + unmet + unknown as required,
        met,
        near,
        unmet,
        unknown,
        not_applicable,
        {{ roll_up_status('met', 'near', 'unmet', 'unknown', 'not_applicable') }} as status,
        case when met + near + unmet + unknown + not_applicable = 0 then 'not_yet_encoded' end as reason
    from counted
),

counties as (
    select
        standard_id,
        term_id,
        county_code,
        count(case when status = {{ status('met') }} then 1 end) as met,
        count(case when status = {{ status('unmet') }} then 1 end) as unmet,
        count(case when status = {{ status('unknown') }} then 1 end) as unknown,
        count(case when status = {{ status('not_applicable') }} then 1 end) as not_applicable
    from areas_judged
    group by standard_id, term_id, county_code
),

final as (
    select
        areas_judged.*,
        {{ roll_up_status('counties.met', '0', 'counties.unmet', 'counties.unknown', 'counties.not_applicable') }}
            as county_status
    from areas_judged
    inner join counties
        on
            areas_judged.standard_id = counties.standard_id
            and areas_judged.term_id = counties.term_id
            and areas_judged.county_code = counties.county_code
)

select * from final
