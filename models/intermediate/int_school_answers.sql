-- One row per term, registered school and compulsory stage, attached classes with their own rows: what the county's
-- sums are made of.
-- Read by int_school_sums and fct_school_answer.
with members as (
    select
        members.term_id,
        members.campus_school_id,
        members.school_id,
        members.stage
    from {{ ref('int_campus_members') }} as members
    inner join {{ ref('stg_stages') }} as stages on members.stage = stages.stage
    where stages.is_compulsory
),

final as (
    select
        members.term_id,
        schools.county_code,
        members.school_id,
        members.stage,
        campus_kinds.kind_group = 'special_education' as is_special,
        areas.area_type,
        organisers.is_private,
        schools.is_boarding,
        pupils.source_id as pupils_source,
        teachers.source_id as teachers_source,
        pupils.pupils,
        pupils.in_catchment,
        pupils.migrant,
        pupils.migrant_purchased,
        pupils.left_behind,
        pupils.fitness_tested,
        pupils.fitness_passed,
        teachers.full_time,
        teachers.certified,
        teachers.trained_360h
    from members
    inner join {{ ref('stg_schools') }} as schools
        on members.term_id = schools.term_id and members.school_id = schools.school_id
    inner join {{ ref('stg_schools') }} as campuses
        on members.term_id = campuses.term_id and members.campus_school_id = campuses.school_id
    inner join {{ ref('stg_school_kinds') }} as campus_kinds on campuses.school_kind = campus_kinds.school_kind
    inner join {{ ref('stg_urban_rural_codes') }} as areas on schools.urban_rural_code = areas.urban_rural_code
    inner join {{ ref('stg_organisers') }} as organisers on schools.organiser_code = organisers.organiser_code
    left join {{ ref('stg_pupils') }} as pupils
        on members.term_id = pupils.term_id and members.school_id = pupils.school_id and members.stage = pupils.stage
    left join {{ ref('stg_teachers') }} as teachers
        on
            members.term_id = teachers.term_id
            and members.school_id = teachers.school_id
            and members.stage = teachers.stage
)

select * from final
