-- One row per registered school and term.
with schools as (
    select * from {{ ref('stg_schools') }}
),

successions as (
    select * from {{ ref('stg_school_successions') }}
),

successors as (
    select
        predecessor_school_id as school_id,
        {{ joined('successor_school_id', 'successor_school_id') }} as successor_school_ids,
        max(last_term_id) as last_term_id
    from successions
    group by predecessor_school_id
),

predecessors as (
    select
        successor_school_id as school_id,
        {{ joined('predecessor_school_id', 'predecessor_school_id') }} as predecessor_school_ids
    from successions
    where successor_school_id is not null
    group by successor_school_id
),

final as (
    select
        schools.term_id,
        schools.county_code,
        schools.school_id,
        schools.school_name,
        schools.school_kind,
        kinds.label_zh as school_kind_zh,
        schools.urban_rural_code,
        areas.area_type,
        schools.township_id,
        townships.label_zh as township_zh,
        schools.organiser_code,
        organisers.is_private,
        schools.counts_as_school,
        schools.parent_school_id,
        schools.is_boarding,
        judged.traits,
        judged.scope_reason,
        answered.school_id is not null as has_answered,
        predecessors.predecessor_school_ids,
        successors.successor_school_ids,
        successors.last_term_id,
        schools.source_id
    from schools
    inner join {{ ref('stg_school_kinds') }} as kinds on schools.school_kind = kinds.school_kind
    inner join {{ ref('stg_urban_rural_codes') }} as areas on schools.urban_rural_code = areas.urban_rural_code
    inner join {{ ref('stg_townships') }} as townships on schools.township_id = townships.township_id
    inner join {{ ref('stg_organisers') }} as organisers on schools.organiser_code = organisers.organiser_code
    left join {{ ref('int_schools') }} as judged
        on schools.term_id = judged.term_id and schools.school_id = judged.school_id
    left join {{ ref('int_answered_schools') }} as answered
        on schools.term_id = answered.term_id and schools.school_id = answered.school_id
    left join successors on schools.school_id = successors.school_id
    left join predecessors on schools.school_id = predecessors.school_id
)

select * from final
