-- One row per section: the teachers form over all members of the campus that teach the stage. An item is unknown when
-- any member's is. Visiting teachers are a claim, not an answer: an empty cell claims nothing.
-- Read by int_section_measures.
with members as (
    select * from {{ ref('int_campus_members') }}
),

teachers as (
    select * from {{ ref('stg_teachers') }}
),

final as (
    select
        members.term_id,
        members.campus_school_id as school_id,
        members.stage,
        {%- for item in [
            'full_time', 'doctor', 'master', 'bachelor', 'college', 'backbone', 'senior_title', 'pe', 'music',
            'fine_art', 'arts',
        ] %}
        {{ sum_if_complete('teachers.' ~ item) }} as {{ item }},
        {%- endfor %}
        coalesce(sum(teachers.visiting_pe_arts), 0) as visiting_pe_arts,
        {{ sources_of('teachers.source_id', 'members.school_id') }} as teachers_source
    from members
    left join teachers
        on
            members.term_id = teachers.term_id
            and members.school_id = teachers.school_id
            and members.stage = teachers.stage
    group by members.term_id, members.campus_school_id, members.stage
)

select * from final
