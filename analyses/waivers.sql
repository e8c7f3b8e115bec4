-- Which waivers are in force, until when, and what do they excuse? Which have lapsed while the limit is still not met?
-- One row per waived limit, subgroup and entity, with its verdict in the county's as-of term. A waiver never changes a
-- verdict.
-- Run:  duckdb -readonly warehouse/edu_balance.duckdb -f analyses/waivers.sql
-- Nothing to set. A waiver shows from its first term with a verdict on; one that begins later is not here yet.
-- state: in force; in force, met without it; lapsed, still not met; lapsed, met since; lapsed, no longer asked.
-- waiver: the office that approved, why, and the last term it covers. status: now.
with waived as (
    select
        verdicts.*,
        -- the text of a waiver ends with its last term in full-width brackets
        substr(verdicts.waiver, length(verdicts.waiver) - 11, 11) as last_term_id,
        counties.as_of_term_id
    from fct_verdict as verdicts
    inner join dim_county as counties
        on verdicts.county_code = counties.county_code and verdicts.term_id <= counties.as_of_term_id
    where verdicts.waiver is not null
    -- the newest of several
    qualify
        row_number() over (
            partition by verdicts.threshold_id, verdicts.subgroup, verdicts.entity_id order by verdicts.term_id desc
        ) = 1
)

select
    case
        when waived.last_term_id >= waived.as_of_term_id and now.status = 'met' then 'in force, met without it'
        when waived.last_term_id >= waived.as_of_term_id then 'in force'
        when now.status in ('near', 'unmet', 'unknown') then 'lapsed, still not met'
        when now.status = 'met' then 'lapsed, met since'
        else 'lapsed, no longer asked'
    end as state,
    waived.last_term_id,
    waived.standard_id,
    waived.threshold_id,
    waived.subgroup,
    waived.entity_id,
    waived.entity_name,
    waived.waiver,
    waived.as_of_term_id,
    now.status,
    now.value,
    waived.comparator,
    waived.limit_value,
    now.margin,
    waived.clause
from waived
left join fct_verdict as now
    on
        waived.threshold_id = now.threshold_id
        and waived.subgroup = now.subgroup
        and waived.entity_id = now.entity_id
        and waived.as_of_term_id = now.term_id
order by state, waived.threshold_id, waived.subgroup, waived.entity_id
