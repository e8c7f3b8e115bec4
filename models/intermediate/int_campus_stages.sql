-- One row per term, campus and stage, senior included: its pupils and classes over all members, and what its share of
-- the campus is reckoned with. Pupils are unknown when any member's are.
-- Read by int_sections.
with members as (
    select * from {{ ref('int_campus_members') }}
),

pupils as (
    select * from {{ ref('stg_pupils') }}
),

classes as (
    select
        term_id,
        school_id,
        stage,
        {{ sum_if_complete('classes') }} as classes
    from {{ ref('int_class_sizes') }}
    group by term_id, school_id, stage
),

stages as (
    select
        stages.stage,
        stages.is_compulsory,
        stages.first_grade,
        cast(weights.split_weight as decimal(6, 2)) as split_weight
    from {{ ref('stg_stages') }} as stages
    inner join {{ ref('stg_split_weights') }} as weights on stages.stage = weights.stage
),

campus_stages as (
    select
        members.term_id,
        members.campus_school_id,
        members.stage,
        {{ sum_if_complete('pupils.pupils') }} as pupils,
        {{ sources_of('pupils.source_id', 'members.school_id') }} as pupils_source,
        {{ sum_if_complete('classes.classes') }} as classes
    from members
    left join pupils
        on members.term_id = pupils.term_id and members.school_id = pupils.school_id and members.stage = pupils.stage
    left join classes
        on members.term_id = classes.term_id and members.school_id = classes.school_id and members.stage = classes.stage
    group by members.term_id, members.campus_school_id, members.stage
),

campuses as (
    select
        campus_stages.term_id,
        campus_stages.campus_school_id,
        count(*) as n_stages,
        {{ sum_if_complete('campus_stages.pupils') }} as campus_pupils,
        {{ sum_if_complete('campus_stages.pupils * stages.split_weight') }} as split_base,
        {{ joined(
            "case when campus_stages.pupils is null then 'pupils.pupils (' || campus_stages.stage || ')' end",
            'stages.first_grade'
        ) }} as split_missing
    from campus_stages
    inner join stages on campus_stages.stage = stages.stage
    group by campus_stages.term_id, campus_stages.campus_school_id
),

final as (
    select
        campus_stages.term_id,
        campus_stages.campus_school_id,
        campus_stages.stage,
        stages.is_compulsory,
        cast(campus_stages.pupils as decimal(12, 0)) as pupils,
        campus_stages.pupils_source,
        cast(campus_stages.classes as decimal(12, 0)) as classes,
        campuses.n_stages,
        cast(campuses.campus_pupils as decimal(12, 0)) as campus_pupils,
        stages.split_weight,
        cast(campuses.split_base as decimal(18, 2)) as split_base,
        campuses.split_missing
    from campus_stages
    inner join campuses
        on campus_stages.term_id = campuses.term_id and campus_stages.campus_school_id = campuses.campus_school_id
    inner join stages on campus_stages.stage = stages.stage
)

select * from final
