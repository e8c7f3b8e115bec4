-- One row per county and term: how many of the registered schools have answered. Read by the build's scorecard.
with schools as (
    select * from {{ ref('stg_schools') }}
),

final as (
    select
        schools.county_code,
        schools.term_id,
        count(*) as schools_registered,
        count(answered.school_id) as schools_answered
    from schools
    left join {{ ref('int_answered_schools') }} as answered
        on schools.term_id = answered.term_id and schools.school_id = answered.school_id
    group by schools.county_code, schools.term_id
)

select * from final
