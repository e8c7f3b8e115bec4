-- One row per class, or per band of class sizes where a school sends bands and no list, or per school and stage where
-- it sends neither: what the class-size limit is judged on. Of a band only its two ends are known; one without classes
-- stands here with 0 of them and is not judged.
-- Read by int_campus_stages, int_schools, the judged values and dim_class.
with members as (
    select
        members.*,
        schools.county_code,
        schools.school_name,
        stages.label_zh as stage_label_zh
    from {{ ref('int_campus_members') }} as members
    inner join {{ ref('stg_schools') }} as schools
        on members.term_id = schools.term_id and members.school_id = schools.school_id
    inner join {{ ref('stg_stages') }} as stages on members.stage = stages.stage
),

listed as (
    select
        term_id,
        school_id,
        stage,
        concat(cast(grade as string), '-', cast(class_no as string)) as entity_part,
        concat(cast(grade as string), '年级', cast(class_no as string), '班') as name_part,
        pupils as pupils_from,
        pupils as pupils_to,
        cast(1 as decimal(12, 0)) as classes,
        source_id,
        case when pupils is null then 'classes.pupils' end as missing
    from {{ ref('stg_classes') }}
),

lists as (
    select distinct
        term_id,
        school_id,
        stage
    from listed
),

banded as (
    select
        sizes.term_id,
        sizes.school_id,
        sizes.stage,
        sizes.band as entity_part,
        concat(
            bands.label_zh, coalesce('（' || cast(sizes.classes as string) || '个班）', '')
        ) as name_part,
        bands.pupils_from,
        -- the top band has no end: no class is as large as this
        coalesce(bands.pupils_to, 9999) as pupils_to,
        sizes.classes,
        sizes.source_id,
        case when sizes.classes is null then 'class_bands.classes' end as missing
    from {{ ref('stg_class_bands') }} as sizes
    inner join {{ ref('stg_class_size_bands') }} as bands on sizes.band = bands.band
    left join lists
        on sizes.term_id = lists.term_id and sizes.school_id = lists.school_id and sizes.stage = lists.stage
    where lists.school_id is null
),

sizes as (
    select * from listed
    union all
    select * from banded
),

final as (
    select
        members.term_id,
        members.county_code,
        members.campus_school_id,
        members.school_id,
        members.stage,
        concat_ws('-', members.school_id, members.stage, sizes.entity_part) as class_id,
        concat_ws(' ', members.school_name, members.stage_label_zh, sizes.name_part) as class_name,
        sizes.pupils_from,
        sizes.pupils_to,
        sizes.classes,
        sizes.source_id,
        case when sizes.school_id is null then 'classes' else sizes.missing end as missing
    from members
    left join sizes
        on
            members.term_id = sizes.term_id and members.school_id = sizes.school_id and members.stage = sizes.stage
)

select * from final
