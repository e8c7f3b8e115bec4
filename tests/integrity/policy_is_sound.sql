-- Limits that could not be judged as written. What it is: words, names and periods in seeds/policy that must fit each
-- other and the code. When it matters: a limit nobody can judge would stay unknown for ever. How to mend: correct the
-- named row of the policy seeds.
with thresholds as (
    select * from {{ ref('stg_thresholds') }}
),

indicators as (
    select * from {{ ref('stg_indicators') }}
),

measures as (
    select measure_id from {{ ref('stg_measures') }}
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
        threshold_id as key,
        'statistic' as column_name,
        statistic as seen
    from thresholds
    where statistic not in ('value', 'mean', 'cv', 'rule')

    union all

    select
        'thresholds.csv' as file,
        threshold_id as key,
        'entity_type' as column_name,
        entity_type as seen
    from thresholds
    where
        entity_type not in ('section', 'county')
        or (statistic in ('value', 'rule')) <> (entity_type = 'section')

    union all

    -- a floor is the lower part of a lower limit
    select
        'thresholds.csv' as file,
        threshold_id as key,
        'floor_share' as column_name,
        cast(floor_share as string) as seen
    from thresholds
    where floor_share is not null and (floor_share > 1 or comparator not in ('>=', '>') or statistic <> 'value')

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
            and thresholds.threshold_id < others.threshold_id
            and thresholds.in_force_from <= others.in_force_to
            and others.in_force_from <= thresholds.in_force_to

    union all

    select
        'indicators.csv' as file,
        indicators.indicator_id as key,
        'numerator_measure' as column_name,
        indicators.numerator_measure as seen
    from indicators
    left join measures on indicators.numerator_measure = measures.measure_id
    where indicators.numerator_measure is not null and measures.measure_id is null

    union all

    select
        'indicators.csv' as file,
        indicators.indicator_id as key,
        'denominator_measure' as column_name,
        indicators.denominator_measure as seen
    from indicators
    where indicators.numerator_measure is not null and coalesce(indicators.denominator_measure, '') <> 'pupils'

    union all

    select
        'indicators.csv' as file,
        indicator_id as key,
        'multiplier' as column_name,
        '' as seen
    from indicators
    where numerator_measure is not null and multiplier is null

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
