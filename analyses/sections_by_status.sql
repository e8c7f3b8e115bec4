-- Which sections meet the seven indicators? One row per section of the county's as-of term, national standard.
select
    sections.section_name,
    sections.stage,
    sections.pupils,
    count(case when verdicts.statistic = 'value' and verdicts.status = 'met' then 1 end) as indicators_met,
    string_agg(
        case
            when verdicts.statistic = 'value' and verdicts.status <> 'met'
                then verdicts.indicator_id || ' ' || verdicts.status
        end,
        ', ' order by verdicts.indicator_id
    ) as not_met,
    max(case when verdicts.statistic = 'rule' then verdicts.status end) as school_rule
from {{ ref('fct_verdict') }} as verdicts
inner join {{ ref('dim_county') }} as counties
    on verdicts.county_code = counties.county_code and verdicts.term_id = counties.as_of_term_id
inner join {{ ref('dim_section') }} as sections
    on
        verdicts.term_id = sections.term_id
        and verdicts.entity_id = sections.school_id
        and verdicts.stage = sections.stage
where verdicts.standard_id = 'national_2017' and verdicts.entity_type = 'section' and sections.in_scope
group by sections.section_name, sections.stage, sections.pupils
order by sections.stage, indicators_met, sections.section_name
