-- Questions without exactly one answer. What it is: limits in force x entities, reckoned here from the published
-- dimensions alone, against fct_verdict, both ways. When it matters: a question nobody answers passes in silence. How
-- to mend: this is a fault of the models, not of the data.
with questions as (
    select
        thresholds.threshold_id,
        sections.school_id as entity_id,
        sections.term_id
    from {{ ref('dim_threshold') }} as thresholds
    inner join {{ ref('dim_standard') }} as standards on thresholds.standard_id = standards.standard_id
    inner join {{ ref('dim_section') }} as sections
        on
            thresholds.stage = sections.stage
            and coalesce(standards.county_code, sections.county_code) = sections.county_code
    inner join {{ ref('dim_term') }} as terms on sections.term_id = terms.term_id
    where
        thresholds.entity_type = 'section'
        and terms.statistical_date >= thresholds.in_force_from
        and terms.statistical_date <= thresholds.in_force_to

    union all

    select distinct
        thresholds.threshold_id,
        schools.county_code as entity_id,
        schools.term_id
    from {{ ref('dim_threshold') }} as thresholds
    inner join {{ ref('dim_standard') }} as standards on thresholds.standard_id = standards.standard_id
    inner join {{ ref('dim_school') }} as schools
        on coalesce(standards.county_code, schools.county_code) = schools.county_code
    inner join {{ ref('dim_term') }} as terms on schools.term_id = terms.term_id
    where
        thresholds.entity_type = 'county'
        and terms.statistical_date >= thresholds.in_force_from
        and terms.statistical_date <= thresholds.in_force_to
),

asked as (
    select
        threshold_id,
        entity_id,
        term_id,
        count(*) as n
    from questions
    group by threshold_id, entity_id, term_id
),

answered as (
    select
        threshold_id,
        entity_id,
        term_id,
        count(*) as n
    from {{ ref('fct_verdict') }}
    group by threshold_id, entity_id, term_id
)

select
    coalesce(asked.threshold_id, answered.threshold_id) as threshold_id,
    coalesce(asked.entity_id, answered.entity_id) as entity_id,
    coalesce(asked.term_id, answered.term_id) as term_id,
    asked.n as n_asked,
    answered.n as n_answered
from asked
full join answered
    on
        asked.threshold_id = answered.threshold_id
        and asked.entity_id = answered.entity_id
        and asked.term_id = answered.term_id
where asked.n is distinct from 1 or answered.n is distinct from 1
order by threshold_id, entity_id, term_id
