-- One row per term and school that must answer for the junior cohort that left before the term: every school that
-- teaches junior classes in the term, and every one that did while the cohort was there and is closed since, whose
-- pupils would else drop out of the county's retention.
-- Read by int_school_sums and fct_school_answer.
with members as (
    select
        members.term_id,
        schools.county_code,
        members.school_id,
        cast(substring(terms.school_year, 1, 4) as integer) as school_year
    from {{ ref('int_campus_members') }} as members
    inner join {{ ref('stg_schools') }} as schools
        on members.term_id = schools.term_id and members.school_id = schools.school_id
    inner join {{ ref('stg_schools') }} as campuses
        on members.term_id = campuses.term_id and members.campus_school_id = campuses.school_id
    inner join {{ ref('stg_school_kinds') }} as campus_kinds on campuses.school_kind = campus_kinds.school_kind
    inner join {{ ref('stg_terms') }} as terms on members.term_id = terms.term_id
    where members.stage = 'junior' and campus_kinds.kind_group <> 'special_education'
),

cohorts as (
    select
        county_terms.term_id,
        county_terms.county_code,
        periods.period as entry_year,
        cast(periods.period as integer) as first_school_year
    from {{ ref('int_county_terms') }} as county_terms
    inner join {{ ref('int_periods') }} as periods on county_terms.term_id = periods.term_id
    where periods.period_kind = 'cohort'
),

asked as (
    select
        cohorts.term_id,
        cohorts.county_code,
        cohorts.entry_year,
        members.school_id
    from cohorts
    inner join members on cohorts.county_code = members.county_code and cohorts.term_id = members.term_id

    union

    select
        cohorts.term_id,
        cohorts.county_code,
        cohorts.entry_year,
        members.school_id
    from cohorts
    inner join members
        on
            cohorts.county_code = members.county_code
            and members.school_year between cohorts.first_school_year and cohorts.first_school_year + 2
    left join {{ ref('stg_schools') }} as registered
        on cohorts.term_id = registered.term_id and members.school_id = registered.school_id
    where registered.school_id is null
),

final as (
    select
        asked.term_id,
        asked.county_code,
        asked.school_id,
        'junior' as stage,
        '' as sum_stage,
        retention.source_id as retention_source,
        retention.entrants,
        retention.moved_in,
        retention.moved_out,
        retention.deaths,
        retention.graduates
    from asked
    left join {{ ref('stg_retention') }} as retention
        on asked.entry_year = retention.entry_year and asked.school_id = retention.school_id
)

select * from final
