-- One row per term and school that teaches a compulsory stage, attached classes with their parent: what is judged per
-- school, why a school is left out, and the traits by which some limits hold only for some schools.
-- Read by int_school_measures, int_school_sums and the verdict index.
with sections as (
    select * from {{ ref('int_sections') }}
),

schools as (
    select * from {{ ref('stg_schools') }}
),

rules as (
    select * from {{ ref('stg_scope_rules') }}
    where leaves_out_schools
),

-- by its own kind: attached classes make no through-school
through_kinds as (
    select kind_stages.school_kind
    from {{ ref('stg_school_kind_stages') }} as kind_stages
    inner join {{ ref('stg_stages') }} as stages on kind_stages.stage = stages.stage
    where stages.is_compulsory
    group by kind_stages.school_kind
    having count(*) > 1
),

migrants as (
    select
        members.term_id,
        members.campus_school_id as school_id,
        {{ sum_if_complete('pupils.migrant') }} as migrants
    from {{ ref('int_campus_members') }} as members
    inner join {{ ref('stg_stages') }} as stages on members.stage = stages.stage
    left join {{ ref('stg_pupils') }} as pupils
        on members.term_id = pupils.term_id and members.school_id = pupils.school_id and members.stage = pupils.stage
    where stages.is_compulsory
    group by members.term_id, members.campus_school_id
),

largest_classes as (
    select
        sizes.term_id,
        sizes.campus_school_id as school_id,
        case when count(sizes.missing) = 0 then max(sizes.pupils_to) end as largest_class
    from {{ ref('int_class_sizes') }} as sizes
    inner join {{ ref('stg_stages') }} as stages on sizes.stage = stages.stage
    where stages.is_compulsory and coalesce(sizes.classes, 1) > 0
    group by sizes.term_id, sizes.campus_school_id
),

campuses as (
    select
        term_id,
        county_code,
        school_id,
        max(school_name) as school_name,
        max(kind_group) as kind_group,
        max(area_type) as area_type,
        max(statistical_date) as statistical_date,
        {{ sum_if_complete('pupils') }} as compulsory_pupils,
        {{ sum_if_complete('classes') }} as compulsory_classes,
        {{ sources_of('pupils_source', 'stage') }} as pupils_source
    from sections
    group by term_id, county_code, school_id
),

reasoned as (
    select
        campuses.*,
        rules.scope_rule_id as scope_reason,
        schools.built_by_2010,
        schools.built_by_2016,
        migrants.migrants,
        largest_classes.largest_class,
        through_kinds.school_kind is not null as is_through,
        coalesce(schools.built_by_2010, false) or coalesce(
            migrants.migrants * 100 > {{ setting('migrant_majority_share') }} * campuses.compulsory_pupils, false
        ) as is_relaxed_size
    from campuses
    inner join schools on campuses.term_id = schools.term_id and campuses.school_id = schools.school_id
    left join through_kinds on schools.school_kind = through_kinds.school_kind
    left join migrants on campuses.term_id = migrants.term_id and campuses.school_id = migrants.school_id
    left join largest_classes
        on campuses.term_id = largest_classes.term_id and campuses.school_id = largest_classes.school_id
    left join rules
        on
            campuses.kind_group = rules.kind_group
            and campuses.statistical_date between rules.in_force_from and rules.in_force_to
),

final as (
    select
        term_id,
        county_code,
        school_id,
        school_name,
        kind_group,
        compulsory_pupils,
        compulsory_classes,
        pupils_source,
        scope_reason,
        concat_ws(
            ' ',
            case when is_through then 'through_school' else 'single_stage_school' end,
            case
                when
                    (kind_group = 'teaching_point' or (kind_group = 'primary_school' and area_type = 'rural'))
                    and (
                        compulsory_pupils is null
                        or compulsory_pupils < {{ setting('small_school_funded_pupils') }}
                    ) then 'small_village_school'
            end,
            case when built_by_2016 then 'built_by_2016' end,
            case
                when area_type = 'rural' and largest_class < {{ setting('small_rural_class_below') }}
                    then 'small_rural_school'
            end,
            case
                when is_relaxed_size
                    then case when is_through then 'relaxed_through' else 'relaxed_single_stage' end
            end
        ) as traits
    from reasoned
)

select * from final
