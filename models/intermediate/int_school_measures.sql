-- One row per term and school, one column per measure of level school in seeds/policy/measures.csv, and beside each the
-- form items it lacks.
-- Read by int_school_indicators.
with schools as (
    select * from {{ ref('int_schools') }}
),

premises as (
    select * from {{ ref('stg_premises') }}
),

activities as (
    select * from {{ ref('stg_activities') }}
),

funds as (
    select
        periods.term_id,
        periods.period_kind,
        funds.*
    from {{ ref('int_periods') }} as periods
    inner join {{ ref('stg_school_funds') }} as funds on periods.period = funds.fiscal_year
    where periods.period_kind in ('budget_year', 'previous_year') and periods.lag = 0
),

-- small schools are village primary schools and teaching points: the base of rural primary schools is theirs
bases as (
    select
        periods.term_id,
        figures.county_code,
        figures.value as base,
        figures.source_id
    from {{ ref('int_periods') }} as periods
    inner join {{ ref('stg_county_figures') }} as figures on periods.period = figures.period
    where
        periods.period_kind = 'budget_year'
        and figures.measure_id = 'funding_base_rural_yuan'
        and figures.stage = 'primary'
        and figures.subgroup = ''
),

final as (
    select
        schools.term_id,
        schools.county_code,
        schools.school_id,
        schools.pupils_source,
        premises.source_id as premises_source,
        activities.source_id as activities_source,
        this_year.source_id as this_year_source,
        last_year.source_id as last_year_source,
        bases.source_id as county_source,

        schools.compulsory_pupils,
        case when schools.compulsory_pupils is null then 'pupils.pupils' end as compulsory_pupils_missing,
        schools.compulsory_classes,
        case when schools.compulsory_classes is null then 'classes' end as compulsory_classes_missing,
        {%- for measure, items in [
            ('music_rooms', ['music_rooms']), ('art_rooms', ['art_rooms']),
            ('music_rooms_from_96', ['music_rooms_96']), ('art_rooms_from_90', ['art_rooms_90']),
            ('music_rooms_from_73', ['music_rooms_96', 'music_rooms_73_96']),
            ('art_rooms_from_67', ['art_rooms_90', 'art_rooms_67_90']),
            ('music_rooms_from_54', ['music_rooms_96', 'music_rooms_73_96', 'music_rooms_54_73']),
            ('art_rooms_from_61', ['art_rooms_90', 'art_rooms_67_90', 'art_rooms_61_67']),
        ] %}

        {{ items | join(' + ') }} as {{ measure }},
        {{ missing_items('premises', items) }} as {{ measure }}_missing,
        {%- endfor %}

        -- 万元, 10 000 yuan, as reported
        cast(this_year.allocated_wan as decimal(24, 6)) * 10000 as funds_allocated_yuan,
        case when this_year.allocated_wan is null then 'school_funds.allocated_wan' end
            as funds_allocated_yuan_missing,

        -- a small school counts as a larger one; unknown pupils count as nothing
        cast(bases.base as decimal(24, 6)) * case
            when schools.compulsory_pupils < {{ setting('small_school_funded_pupils') }}
                then cast({{ setting('small_school_funded_pupils') }} as decimal(12, 0))
            else schools.compulsory_pupils
        end as funds_due_yuan,
        nullif(concat_ws(
            ', ',
            case when bases.base is null then 'county_figures.funding_base_rural_yuan' end,
            case when schools.compulsory_pupils is null then 'pupils.pupils' end
        ), '') as funds_due_yuan_missing,

        last_year.training_wan as training_budget_wan,
        case when last_year.training_wan is null then 'school_funds.training_wan' end as training_budget_wan_missing,
        last_year.budget_wan as public_funds_budget_wan,
        case when last_year.budget_wan is null then 'school_funds.budget_wan' end as public_funds_budget_wan_missing,

        activities.exercise_minutes,
        case when activities.exercise_minutes is null then 'activities.exercise_minutes' end
            as exercise_minutes_missing
    from schools
    left join premises on schools.term_id = premises.term_id and schools.school_id = premises.school_id
    left join activities on schools.term_id = activities.term_id and schools.school_id = activities.school_id
    left join funds as this_year
        on
            schools.term_id = this_year.term_id
            and schools.school_id = this_year.school_id
            and this_year.period_kind = 'budget_year'
    left join funds as last_year
        on
            schools.term_id = last_year.term_id
            and schools.school_id = last_year.school_id
            and last_year.period_kind = 'previous_year'
    left join bases on schools.term_id = bases.term_id and schools.county_code = bases.county_code
)

select * from final
