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
        -- a class taken back by a correction has 0 pupils
        cast(case when pupils = 0 then 0 else 1 end as decimal(12, 0)) as classes,
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

-- who sends bands and no list answers every band: one that is not there is not answered
senders as (
    select
        sizes.term_id,
        sizes.school_id,
        sizes.stage,
        max(sizes.source_id) as source_id
    from {{ ref('stg_class_bands') }} as sizes
    left join lists
        on sizes.term_id = lists.term_id and sizes.school_id = lists.school_id and sizes.stage = lists.stage
    where lists.school_id is null
    group by sizes.term_id, sizes.school_id, sizes.stage
),

banded as (
    select
        senders.term_id,
        senders.school_id,
        senders.stage,
        bands.band as entity_part,
        concat(
            bands.label_zh, coalesce('（' || cast(sizes.classes as string) || '个班）', '')
        ) as name_part,
        bands.pupils_from,
        -- the top band has no end: no class is as large as this
        coalesce(bands.pupils_to, 9999) as pupils_to,
        sizes.classes,
        coalesce(sizes.source_id, senders.source_id) as source_id,
        case when sizes.classes is null then 'class_bands.classes' end as missing
    from senders
    cross join {{ ref('stg_class_size_bands') }} as bands
    left join {{ ref('stg_class_bands') }} as sizes
        on
            senders.term_id = sizes.term_id
            and senders.school_id = sizes.school_id
            and senders.stage = sizes.stage
            and bands.band = sizes.band
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
        case when sizes.school_id is null and pupils.pupils = 0 then 0 else sizes.classes end as classes,
        sizes.source_id,
        -- a stage without pupils has no class to report
        case
            when sizes.school_id is not null then sizes.missing
            when pupils.pupils = 0 then null
            else 'classes'
        end as missing
    from members
    left join {{ ref('stg_pupils') }} as pupils
        on members.term_id = pupils.term_id and members.school_id = pupils.school_id and members.stage = pupils.stage
    left join sizes
        on
            members.term_id = sizes.term_id and members.school_id = sizes.school_id and members.stage = sizes.stage
)

select * from final
