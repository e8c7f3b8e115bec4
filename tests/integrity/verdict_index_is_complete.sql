-- Questions without exactly one answer. What it is: limits in force x subgroups x entities, reckoned here from the
-- published dimensions alone, against fct_verdict, both ways. When it matters: a question nobody answers passes in
-- silence. How to mend: this is a fault of the models, not of the data.
with entities as (
    select
        'section' as entity_type,
        county_code,
        term_id,
        stage,
        school_id as entity_id
    from {{ ref('dim_section') }}

    union all

    -- traits are given to every school that is judged as a whole
    select
        'school' as entity_type,
        county_code,
        term_id,
        '' as stage,
        school_id as entity_id
    from {{ ref('dim_school') }}
    where traits is not null

    union all

    select
        'class' as entity_type,
        county_code,
        term_id,
        stage,
        class_id as entity_id
    from {{ ref('dim_class') }}
    where coalesce(classes, 1) > 0

    union all

    select distinct
        'county' as entity_type,
        county_code,
        term_id,
        cast(null as string) as stage,
        county_code as entity_id
    from {{ ref('dim_school') }}
),

questions as (
    select
        thresholds.threshold_id,
        subgroups.subgroup,
        entities.entity_id,
        entities.term_id
    from {{ ref('dim_threshold') }} as thresholds
    inner join {{ ref('dim_standard') }} as standards
        on thresholds.standard_id = standards.standard_id and standards.is_judged
    inner join {{ ref('dim_subgroup') }} as subgroups on thresholds.indicator_id = subgroups.indicator_id
    inner join entities
        on
            thresholds.entity_type = entities.entity_type
            and coalesce(standards.county_code, entities.county_code) = entities.county_code
    inner join {{ ref('dim_term') }} as terms on entities.term_id = terms.term_id
    where
        (thresholds.subgroup = '' or thresholds.subgroup = subgroups.subgroup)
        and (entities.stage is null or thresholds.stage = entities.stage)
        and terms.statistical_date >= thresholds.in_force_from
        and terms.statistical_date <= thresholds.in_force_to
),

asked as (
    select
        threshold_id,
        subgroup,
        entity_id,
        term_id,
        count(*) as n
    from questions
    group by threshold_id, subgroup, entity_id, term_id
),

answered as (
    select
        threshold_id,
        subgroup,
        entity_id,
        term_id,
        count(*) as n
    from {{ ref('fct_verdict') }}
    group by threshold_id, subgroup, entity_id, term_id
)

select
    coalesce(asked.threshold_id, answered.threshold_id) as threshold_id,
    coalesce(asked.subgroup, answered.subgroup) as subgroup,
    coalesce(asked.entity_id, answered.entity_id) as entity_id,
    coalesce(asked.term_id, answered.term_id) as term_id,
    asked.n as n_asked,
    answered.n as n_answered
from asked
full join answered
    on
        asked.threshold_id = answered.threshold_id
        and asked.subgroup = answered.subgroup
        and asked.entity_id = answered.entity_id
        and asked.term_id = answered.term_id
where asked.n is distinct from 1 or answered.n is distinct from 1
order by threshold_id, subgroup, entity_id, term_id
