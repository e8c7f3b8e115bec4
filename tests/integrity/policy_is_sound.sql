-- Limits that could not be judged as written. What it is: words, names and periods in seeds/policy that must fit each
-- other and the code. When it matters: a limit nobody can judge would stay unknown for ever. How to mend: correct the
-- named row of the policy seeds.
with thresholds as (
    select * from {{ ref('stg_thresholds') }}
),

subgroups as (
    select * from {{ ref('int_indicator_subgroups') }}
),

measures as (
    select * from {{ ref('stg_measures') }}
),

findings as (
    select
        'thresholds.csv' as file,
        threshold_id as key,
        'comparator' as column_name,
        comparator as seen
    from thresholds
    where comparator not in ('>=', '>', '<=', '<', '=')

    union all

    select
        'thresholds.csv' as file,
        thresholds.threshold_id as key,
        'statistic, entity_type' as column_name,
        concat(thresholds.statistic, ', ', thresholds.entity_type, ' of a ', subgroups.kind) as seen
    from thresholds
    inner join subgroups
        on thresholds.indicator_id = subgroups.indicator_id and thresholds.subgroup in ('', subgroups.subgroup)
    where
        concat_ws(' ', subgroups.kind, thresholds.statistic, thresholds.entity_type) not in (
            'section_ratio value section', 'section_ratio mean county', 'section_ratio cv county', 'rule rule section',
            'school_ratio value school', 'class_size value class', 'county_value value county',
            'county_share share county', 'trend trend county', 'document document county'
        )

    union all

    select
        'thresholds.csv' as file,
        thresholds.threshold_id as key,
        'subgroup' as column_name,
        thresholds.subgroup as seen
    from thresholds
    left join subgroups
        on thresholds.indicator_id = subgroups.indicator_id and thresholds.subgroup in ('', subgroups.subgroup)
    where subgroups.indicator_id is null

    union all

    select
        'thresholds.csv' as file,
        threshold_id as key,
        'applies_to' as column_name,
        applies_to as seen
    from thresholds
    where
        applies_to is not null
        and (
            entity_type <> 'school'
            or applies_to not in (select trait from {{ ref('stg_school_traits') }})
        )

    union all

    -- limits of sections and classes are judged stage by stage
    select
        'thresholds.csv' as file,
        threshold_id as key,
        'stage' as column_name,
        stage as seen
    from thresholds
    where
        (stage = '' and (entity_type in ('section', 'class') or statistic in ('mean', 'cv')))
        or (stage <> '' and entity_type = 'school')

    union all

    -- a floor is the lower part of a lower limit
    select
        'thresholds.csv' as file,
        threshold_id as key,
        'floor_share' as column_name,
        cast(floor_share as string) as seen
    from thresholds
    where floor_share is not null and (floor_share > 1 or comparator not in ('>=', '>') or entity_type <> 'section')

    union all

    select
        'thresholds.csv' as file,
        threshold_id as key,
        'in_force_to' as column_name,
        cast(in_force_to as string) as seen
    from thresholds
    where in_force_to < in_force_from

    union all

    select
        'thresholds.csv' as file,
        thresholds.threshold_id as key,
        'member_of' as column_name,
        thresholds.member_of as seen
    from thresholds
    left join thresholds as rules
        on
            thresholds.member_of = rules.threshold_id
            and rules.statistic = 'rule'
            and rules.standard_id = thresholds.standard_id
            and rules.stage = thresholds.stage
    where thresholds.member_of is not null and (rules.threshold_id is null or thresholds.statistic <> 'value')

    union all

    -- one limit at a time: two in force together would give two verdicts on one question
    select
        'thresholds.csv' as file,
        thresholds.threshold_id as key,
        'in_force_from' as column_name,
        others.threshold_id as seen
    from thresholds
    inner join thresholds as others
        on
            thresholds.standard_id = others.standard_id
            and thresholds.clause = others.clause
            and thresholds.indicator_id = others.indicator_id
            and thresholds.stage = others.stage
            and thresholds.statistic = others.statistic
            and (thresholds.subgroup = others.subgroup or '' in (thresholds.subgroup, others.subgroup))
            and coalesce(thresholds.applies_to, '') = coalesce(others.applies_to, '')
            and thresholds.threshold_id < others.threshold_id
            and thresholds.in_force_from <= others.in_force_to
            and others.in_force_from <= thresholds.in_force_to

    union all

    -- each kind reads the figures of its own level
    {%- for side in ['numerator_measure', 'denominator_measure'] %}
    select
        'indicators.csv, subgroups.csv' as file,
        concat_ws(' ', subgroups.indicator_id, subgroups.subgroup) as key,
        '{{ side }}' as column_name,
        subgroups.{{ side }} as seen
    from subgroups
    left join measures on subgroups.{{ side }} = measures.measure_id
    where
        case subgroups.kind
            when 'section_ratio' then coalesce(measures.level, '') <> 'section'
            {%- if side == 'numerator_measure' %}
            when 'school_ratio' then coalesce(measures.level, '') <> 'school'
            when 'class_size' then coalesce(measures.level, '') <> 'class'
            when 'county_value' then coalesce(measures.level, '') <> 'county'
            when 'county_share' then coalesce(measures.level, '') <> 'county'
            when 'trend' then coalesce(measures.level, '') <> 'county'
            {%- else %}
            when 'school_ratio' then coalesce(measures.level, 'school') <> 'school'
            when 'county_value' then coalesce(measures.level, 'county') <> 'county'
            when 'county_share' then coalesce(measures.level, '') <> 'county'
            when 'trend' then coalesce(measures.level, 'county') <> 'county'
            {%- endif %}
            else subgroups.{{ side }} is not null
        end
        or (subgroups.{{ side }} is not null and measures.measure_id is null)
        {%- if side == 'denominator_measure' %}
        or measures.is_shared_premises
        {%- endif %}

    union all
    {%- endfor %}

    select
        'indicators.csv, subgroups.csv' as file,
        concat_ws(' ', indicator_id, subgroup) as key,
        'multiplier' as column_name,
        '' as seen
    from subgroups
    where kind not in ('rule', 'composite', 'document') and multiplier is null

    union all

    select
        'indicators.csv, subgroups.csv' as file,
        concat_ws(' ', indicator_id, subgroup) as key,
        'kind' as column_name,
        kind as seen
    from subgroups
    where
        kind not in (
            'section_ratio', 'rule', 'composite', 'school_ratio', 'class_size', 'county_value', 'county_share', 'trend',
            'document'
        )

    union all

    -- a county figure of a school form is a sum, and the sums are these
    select
        'measures.csv' as file,
        measure_id as key,
        'level, form' as column_name,
        concat(level, ', ', form) as seen
    from measures
    where
        level not in ('section', 'school', 'class', 'county')
        or (
            level = 'county' and form <> 'county_figures'
            and measure_id not in (
                {%- for sum in school_sums() %}
                '{{ sum[0] }}',
                {%- endfor %}
                'schools', 'schools_in_monitoring'
            )
        )

    union all

    select
        'period_kinds.csv' as file,
        period_kind as key,
        'known_at' as column_name,
        known_at as seen
    from {{ ref('stg_period_kinds') }}
    where known_at not in ('start', 'end')

    union all

    select
        'plan_phases.csv' as file,
        phase_id as key,
        'severity' as column_name,
        severity as seen
    from {{ ref('stg_plan_phases') }}
    where severity not in ('warn', 'error')

    union all

    select
        'scope_rules.csv' as file,
        rules.scope_rule_id as key,
        'kind_group' as column_name,
        rules.kind_group as seen
    from {{ ref('stg_scope_rules') }} as rules
    where rules.kind_group not in (select kind_group from {{ ref('stg_school_kinds') }}) and rules.kind_group <> 'any'

    union all

    select
        'scope_rules.csv' as file,
        scope_rule_id as key,
        'scope_rule_id' as column_name,
        'not in reasons.csv' as seen
    from {{ ref('stg_scope_rules') }}
    where scope_rule_id not in (select reason from {{ ref('stg_reasons') }})
)

select * from findings
order by file, key, column_name
