-- One row per section, one column per measure of seeds/policy/measures.csv, and beside each the form items it lacks.
-- Measures of shared premises are still the whole campus's; int_section_indicators splits them.
-- Read by int_section_indicators.
with sections as (
    select * from {{ ref('int_sections') }}
),

teachers as (
    select * from {{ ref('int_section_teachers') }}
),

premises as (
    select * from {{ ref('stg_premises') }}
),

equipment as (
    select * from {{ ref('stg_equipment') }}
),

final as (
    select
        sections.term_id,
        sections.county_code,
        sections.school_id,
        sections.stage,
        sections.in_scope,
        sections.split_weight,
        sections.split_base,
        sections.split_missing,
        sections.pupils_source,
        teachers.teachers_source,
        premises.source_id as premises_source,
        equipment.source_id as equipment_source,
        sections.pupils,
        case when sections.pupils is null then 'pupils.pupils' end as pupils_missing,

        -- above the required degree: college and up in primary, bachelor and up in junior schools
        doctor + master + bachelor
        + case when sections.stage = 'primary' then college else 0 end as teachers_above_degree,
        case
            when sections.stage = 'primary'
                then {{ missing_items('teachers', ['doctor', 'master', 'bachelor', 'college']) }}
            else {{ missing_items('teachers', ['doctor', 'master', 'bachelor']) }}
        end as teachers_above_degree_missing,

        full_time as full_time_teachers,
        {{ missing_items('teachers', ['full_time']) }} as full_time_teachers_missing,

        senior_title as senior_title_teachers,
        {{ missing_items('teachers', ['senior_title']) }} as senior_title_teachers_missing,

        backbone as backbone_teachers,
        {{ missing_items('teachers', ['backbone']) }} as backbone_teachers_missing,

        -- sections of small rural schools may add the visiting and shared teachers they claim
        pe + music + fine_art + arts
        + case
            when
                sections.area_type = 'rural'
                and sections.pupils >= {{ setting('visiting_teachers_pupils_from') }}
                and sections.campus_pupils <= {{ setting('visiting_teachers_pupils_to') }}
                then visiting_pe_arts
            else 0
        end as pe_arts_teachers,
        {{ missing_items('teachers', ['pe', 'music', 'fine_art', 'arts']) }} as pe_arts_teachers_missing,

        teaching_area_m2 - indoor_sports_m2 as teaching_area_m2,
        {{ missing_items('premises', ['teaching_area_m2', 'indoor_sports_m2']) }} as teaching_area_m2_missing,

        outdoor_sports_m2 + indoor_sports_m2 + gymnasium_m2 as sports_area_m2,
        {{ missing_items(
            'premises', ['outdoor_sports_m2', 'indoor_sports_m2', 'gymnasium_m2']
        ) }} as sports_area_m2_missing,

        -- 万元, 10 000 yuan, as reported
        cast(equipment_value_wan as decimal(24, 6)) * 10000 as equipment_value_yuan,
        {{ missing_items('equipment', ['equipment_value_wan']) }} as equipment_value_yuan_missing,

        multimedia_rooms,
        {{ missing_items('equipment', ['multimedia_rooms']) }} as multimedia_rooms_missing
    from sections
    left join teachers
        on
            sections.term_id = teachers.term_id
            and sections.school_id = teachers.school_id
            and sections.stage = teachers.stage
    left join premises on sections.term_id = premises.term_id and sections.school_id = premises.school_id
    left join equipment on sections.term_id = equipment.term_id and sections.school_id = equipment.school_id
)

select * from final
