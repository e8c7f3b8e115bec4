-- What moved since the statutory term before? One row per verdict whose status is another than then.
with statutory as (
    select
        verdicts.*,
        lag(verdicts.status) over (
            partition by
                verdicts.standard_id, verdicts.clause, verdicts.indicator_id, verdicts.stage, verdicts.statistic,
                verdicts.subgroup, verdicts.entity_id
            order by verdicts.term_id
        ) as status_before,
        lag(verdicts.value) over (
            partition by
                verdicts.standard_id, verdicts.clause, verdicts.indicator_id, verdicts.stage, verdicts.statistic,
                verdicts.subgroup, verdicts.entity_id
            order by verdicts.term_id
        ) as value_before
    from {{ ref('fct_verdict') }} as verdicts
    inner join {{ ref('dim_term') }} as terms on verdicts.term_id = terms.term_id
    where terms.is_statutory
)

select
    statutory.threshold_id,
    coalesce(schools.school_name, counties.label_zh) as entity_name,
    statutory.status_before,
    statutory.status,
    statutory.value_before,
    statutory.value,
    statutory.limit_value,
    statutory.missing
from statutory
inner join {{ ref('dim_county') }} as counties
    on statutory.county_code = counties.county_code and statutory.term_id = counties.as_of_term_id
left join {{ ref('dim_school') }} as schools
    on statutory.entity_id = schools.school_id and statutory.term_id = schools.term_id
where statutory.status is distinct from statutory.status_before
order by statutory.threshold_id, statutory.entity_id
