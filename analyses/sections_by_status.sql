-- Which sections meet the seven indicators? One row per section in scope of the county's as-of term, by the standard
-- that decides recognition.
-- Run:  duckdb -readonly warehouse/edu_balance.duckdb -f analyses/sections_by_status.sql
-- not_met: the indicators that are not, with their status. school_rule: the verdict of the rule over them.
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
from fct_verdict as verdicts
inner join dim_standard as standards
    on verdicts.standard_id = standards.standard_id and standards.decides_recognition
inner join dim_county as counties
    on verdicts.county_code = counties.county_code and verdicts.term_id = counties.as_of_term_id
inner join dim_section as sections
    on
        verdicts.term_id = sections.term_id
        and verdicts.entity_id = sections.school_id
        and verdicts.stage = sections.stage
where verdicts.entity_type = 'section' and sections.in_scope
group by sections.school_id, sections.section_name, sections.stage, sections.pupils
order by sections.stage, indicators_met, sections.section_name
