-- One row per term, registered school and stage it teaches, with the campus it belongs to: attached classes (219, 319)
-- are members of their parent's campus, every other school is a campus of its own.
-- Read by int_campus_stages and int_section_teachers.
with schools as (
    select * from {{ ref('stg_schools') }}
),

kinds as (
    select * from {{ ref('stg_school_kinds') }}
),

kind_stages as (
    select * from {{ ref('stg_school_kind_stages') }}
),

final as (
    select
        schools.term_id,
        case
            when kinds.merges_into_parent then schools.parent_school_id else schools.school_id
        end as campus_school_id,
        schools.school_id,
        kind_stages.stage
    from schools
    inner join kinds on schools.school_kind = kinds.school_kind
    inner join kind_stages on schools.school_kind = kind_stages.school_kind
)

select * from final
