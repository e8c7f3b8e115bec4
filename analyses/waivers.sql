-- Which waivers are in force, until when, and what do they excuse? Which have lapsed while the limit is still not met?
-- One row per waived limit, subgroup and entity, with its verdict in the county's as-of term. A waiver never changes
-- a verdict.
-- Run:  duckdb -readonly warehouse/edu_balance.duckdb -f analyses/waivers.sql
-- Nothing to set. Of several waivers of one limit and entity the newest stands here.
-- state: not begun; in force; in force, met without it; lapsed, still not met; lapsed, met since; lapsed, no longer
--   asked. status: now. waiver_reason: why approved_by excused it.
with newest as (
    select *
    from dim_waiver
    qualify
        row_number() over (
            partition by county_code, threshold_id, subgroup, entity_id order by last_term_id desc, first_term_id desc
        ) = 1
)

select
    case
        when newest.first_term_id > counties.as_of_term_id then 'not begun'
        when newest.last_term_id >= counties.as_of_term_id and now.status = 'met' then 'in force, met without it'
        when newest.last_term_id >= counties.as_of_term_id then 'in force'
        when now.status in ('near', 'unmet', 'unknown') then 'lapsed, still not met'
        when now.status = 'met' then 'lapsed, met since'
        else 'lapsed, no longer asked'
    end as state,
    newest.first_term_id,
    newest.last_term_id,
    newest.approved_by,
    newest.waiver_reason,
    limits.standard_id,
    newest.threshold_id,
    newest.subgroup,
    newest.entity_id,
    now.entity_name,
    counties.as_of_term_id,
    now.status,
    now.value,
    limits.comparator,
    limits.limit_value,
    now.margin,
    limits.clause
from newest
inner join dim_county as counties on newest.county_code = counties.county_code
inner join dim_threshold as limits on newest.threshold_id = limits.threshold_id
left join fct_verdict as now
    on
        newest.threshold_id = now.threshold_id
        and newest.subgroup = now.subgroup
        and newest.entity_id = now.entity_id
        and counties.as_of_term_id = now.term_id
order by state, newest.threshold_id, newest.subgroup, newest.entity_id
