-- One row per standard, term, county and area: how many of the verdicts the area needs are met, the area's status, and
-- the county's over all areas.
-- Verdicts that only inform (rolls_up false) are not counted. One veto unmet fails the county like an area.
-- Read by the build's scorecard and dashboards.
with judging_standards as (
    select
        standards.*,
        areas.area_id
    from {{ ref('stg_standards') }} as standards
    cross join {{ ref('stg_areas') }} as areas
    where
        standards.is_judged
        -- a standard with limits that only inform gives no verdict on the county
        and standards.standard_id in (
            select thresholds.standard_id from {{ ref('stg_thresholds') }} as thresholds
            where thresholds.rolls_up
        )
        -- every standard answers for the four areas; vetoes are only some standards'
        and (
            not areas.is_veto
            or standards.standard_id in (
                select thresholds.standard_id from {{ ref('stg_thresholds') }} as thresholds
                inner join {{ ref('stg_indicators') }} as indicators
                    on thresholds.indicator_id = indicators.indicator_id
                where indicators.area_id = areas.area_id
            )
        )
),

questions as (
    select
        standards.standard_id,
        county_terms.term_id,
        county_terms.county_code,
        standards.area_id
    from {{ ref('int_county_terms') }} as county_terms
    inner join judging_standards as standards
        on standards.county_code is null or standards.county_code = county_terms.county_code
),

indicators as (
    select * from {{ ref('rpt_indicator_scorecard') }}
),

counted as (
    select
        questions.standard_id,
        questions.term_id,
        questions.county_code,
        questions.area_id,
        cast(coalesce(sum(indicators.met), 0) as bigint) as met,
        cast(coalesce(sum(indicators.near), 0) as bigint) as near,
        cast(coalesce(sum(indicators.unmet), 0) as bigint) as unmet,
        cast(coalesce(sum(indicators.unknown), 0) as bigint) as unknown,
        cast(coalesce(sum(indicators.not_applicable), 0) as bigint) as not_applicable
    from questions
    left join indicators
        on
            questions.standard_id = indicators.standard_id
            and questions.term_id = indicators.term_id
            and questions.county_code = indicators.county_code
            and questions.area_id = indicators.area_id
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
