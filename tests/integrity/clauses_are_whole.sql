-- Commitments of the county plan nobody would answer for. What it is: the register of seeds/policy/clauses.csv against
-- the plan's own numbering, the indicators and the limits. When it matters: a clause without its row, or with an id
-- that judges nothing, drops out of sight. How to mend: correct the named row of clauses.csv.
{%- set sections = ['3', '5-1', '5-2', '5-3', '6-1', '6-2', '6-3'] %}
with clauses as (
    select * from {{ ref('stg_clauses') }}
),

indicators as (
    select indicator_id from {{ ref('stg_indicators') }}
),

plan_thresholds as (
    select
        thresholds.threshold_id,
        thresholds.clause,
        thresholds.indicator_id
    from {{ ref('stg_thresholds') }} as thresholds
    inner join {{ ref('stg_standards') }} as standards on thresholds.standard_id = standards.standard_id
    where standards.authority = 'county_plan'
),

-- the 26 items of section 4, and the sections that commit to something
expected as (
    {%- for item in range(1, 27) %}
    select 'plan:item-{{ '%02d' % item }}' as clause_id
    union all
    {%- endfor %}
    {%- for section in sections %}
    select 'plan:section-{{ section }}' as clause_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- how many ids a row names, and how many of them are indicators: one space between two ids, each id once
named as (
    select
        clauses.clause_id,
        clauses.part,
        clauses.indicator_ids,
        max(length(clauses.indicator_ids) - length(replace(clauses.indicator_ids, ' ', '')) + 1) as n_named,
        count(indicators.indicator_id) as n_known
    from clauses
    left join indicators
        on concat(' ', clauses.indicator_ids, ' ') like concat('% ', indicators.indicator_id, ' %')
    where clauses.indicator_ids is not null
    group by clauses.clause_id, clauses.part, clauses.indicator_ids
),

findings as (
    select
        'clauses.csv' as file,
        expected.clause_id as key,
        'clause_id' as column_name,
        'no row' as seen
    from expected
    left join clauses on expected.clause_id = clauses.clause_id
    where clauses.clause_id is null

    union all

    select
        'clauses.csv' as file,
        concat(clauses.clause_id, ', ', clauses.part) as key,
        'clause_id' as column_name,
        'not in the plan' as seen
    from clauses
    left join expected on clauses.clause_id = expected.clause_id
    where expected.clause_id is null

    union all

    -- seed_rows sees to it that no part stands twice
    select
        'clauses.csv' as file,
        clause_id as key,
        'part' as column_name,
        concat(count(*), ' rows, parts ', min(part), ' to ', max(part)) as seen
    from clauses
    group by clause_id
    having min(part) <> 1 or max(part) <> count(*)

    union all

    select
        'clauses.csv' as file,
        concat(clause_id, ', ', part) as key,
        'kind' as column_name,
        kind as seen
    from clauses
    where kind not in ('limit', 'count', 'document', 'statement')

    union all

    select
        'clauses.csv' as file,
        concat(clause_id, ', ', part) as key,
        'note' as column_name,
        'a statement without its reason' as seen
    from clauses
    where kind = 'statement' and note is null

    union all

    select
        'clauses.csv' as file,
        concat(clause_id, ', ', part) as key,
        'indicator_ids' as column_name,
        concat(kind, ': ', coalesce(indicator_ids, '')) as seen
    from clauses
    where (kind = 'statement') <> (indicator_ids is null)

    union all

    select
        'clauses.csv' as file,
        concat(clause_id, ', ', part) as key,
        'indicator_ids' as column_name,
        indicator_ids as seen
    from named
    where n_named <> n_known

    union all

    select
        'thresholds.csv' as file,
        plan_thresholds.threshold_id as key,
        'clause' as column_name,
        plan_thresholds.clause as seen
    from plan_thresholds
    left join clauses on plan_thresholds.clause = clauses.clause_id
    where clauses.clause_id is null

    union all

    -- the clause is there, but none of its parts names what is judged under it
    select
        'clauses.csv' as file,
        plan_thresholds.clause as key,
        'indicator_ids' as column_name,
        concat('lacks ', plan_thresholds.indicator_id, ' of ', plan_thresholds.threshold_id) as seen
    from plan_thresholds
    inner join clauses on plan_thresholds.clause = clauses.clause_id
    group by plan_thresholds.clause, plan_thresholds.indicator_id, plan_thresholds.threshold_id
    having
        max(
            case
                when
                    concat(' ', clauses.indicator_ids, ' ') like concat('% ', plan_thresholds.indicator_id, ' %')
                    then 1
                else 0
            end
        ) = 0
)

select * from findings
order by file, key, column_name
