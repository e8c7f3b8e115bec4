-- 假设 HYPOTHETICAL: what would a past term's verdicts be by another standard, or by the limits of another term? From
-- fct_judged_value, nothing rebuilt.
-- Run:  run.py dbt compile --select judge_a_term_again   puts the project's own comparison in; then
--       duckdb -readonly warehouse/edu_balance.duckdb -cmd "set variable term_id = '2022-2023-1'"
--         -f target/compiled/edu_balance/analyses/judge_a_term_again.sql
-- Set:  term_id (else the latest judged), standard_id (else one that is switched off), limits_of: the term whose limits
--       in force are asked for (else the same term). `run.py rejudge` does this, sums it up, and moves limits too.
-- One row per limit, subgroup and entity. hypothetical_status: the answer. status: the published verdict on the same
--   limit; null: there was none.
with this_term as (
    select coalesce(getvariable('term_id'), max(as_of_term_id)) as term_id
    from dim_county
),

this_standard as (
    select coalesce(getvariable('standard_id'), min(case when not is_judged then standard_id end)) as standard_id
    from dim_standard
),

chosen as (
    select
        this_term.term_id,
        this_standard.standard_id,
        limit_terms.statistical_date as limits_day
    from this_term
    cross join this_standard
    inner join dim_term as limit_terms on coalesce(getvariable('limits_of'), this_term.term_id) = limit_terms.term_id
),

limits as (
    select
        thresholds.*,
        chosen.term_id,
        standards.county_code as only_county_code,
        subgroups.subgroup as judged_subgroup,
        cast(cast(thresholds.limit_value as decimal(24, 6)) * thresholds.floor_share as decimal(18, 6)) as floor_value
    from dim_threshold as thresholds
    inner join chosen
        on
            thresholds.standard_id = chosen.standard_id
            and chosen.limits_day between thresholds.in_force_from and thresholds.in_force_to
    inner join dim_standard as standards on thresholds.standard_id = standards.standard_id
    inner join dim_subgroup as subgroups
        on thresholds.indicator_id = subgroups.indicator_id and thresholds.subgroup in ('', subgroups.subgroup)
),

entities as (
    select
        'section' as entity_type,
        sections.county_code,
        sections.term_id,
        sections.stage,
        sections.school_id as entity_id,
        sections.section_name as entity_name,
        sections.scope_reason,
        '' as traits
    from dim_section as sections

    union all

    select
        'school' as entity_type,
        schools.county_code,
        schools.term_id,
        '' as stage,
        schools.school_id as entity_id,
        schools.school_name as entity_name,
        schools.scope_reason,
        schools.traits
    from dim_school as schools
    where schools.traits is not null

    union all

    select
        'class' as entity_type,
        classes.county_code,
        classes.term_id,
        classes.stage,
        classes.class_id as entity_id,
        classes.class_name as entity_name,
        campuses.scope_reason,
        '' as traits
    from dim_class as classes
    inner join dim_school as schools on classes.term_id = schools.term_id and classes.school_id = schools.school_id
    inner join dim_school as campuses
        on
            schools.term_id = campuses.term_id
            and coalesce(schools.parent_school_id, schools.school_id) = campuses.school_id
    where coalesce(classes.classes, 1) > 0

    union all

    select distinct
        'county' as entity_type,
        schools.county_code,
        schools.term_id,
        cast(null as varchar) as stage,
        schools.county_code as entity_id,
        counties.label_zh as entity_name,
        cast(null as varchar) as scope_reason,
        '' as traits
    from dim_school as schools
    inner join dim_county as counties on schools.county_code = counties.county_code
),

compared as (
    select
        limits.*,
        entities.entity_id,
        entities.entity_name,
        figures.judged_left,
        figures.judged_left_high,
        figures.value,
        figures.reason,
        entities.scope_reason is null
        and (
            limits.applies_to is null
            or concat(' ', entities.traits, ' ') like concat('% ', limits.applies_to, ' %')
        ) as in_scope,
        limits.limit_value
        * case when limits.statistic = 'cv' then limits.limit_value else figures.judged_right end as limit_side,
        limits.floor_value * figures.judged_right as floor_side
    from limits
    inner join entities
        on
            limits.entity_type = entities.entity_type
            and limits.term_id = entities.term_id
            and coalesce(entities.stage, limits.stage) = limits.stage
            and coalesce(limits.only_county_code, entities.county_code) = entities.county_code
    left join fct_judged_value as figures
        on
            limits.statistic = figures.statistic
            and limits.indicator_id = figures.indicator_id
            and limits.stage = figures.stage
            and limits.judged_subgroup = figures.subgroup
            and entities.entity_id = figures.entity_id
            and limits.term_id = figures.term_id
),

ends as (
    select
        *,
        -- nobody there leaves nothing to judge; every other reason leaves a question open
        in_scope and coalesce(reason, '') not in ('no_section_in_scope', 'no_school_to_judge', 'none_to_judge')
            as is_applicable,
        {{ compare('judged_left', 'comparator', 'limit_side') }} as low_passes,
        {{ compare('judged_left_high', 'comparator', 'limit_side') }} as high_passes,
        {{ compare('judged_left', 'comparator', 'floor_side') }} as passes_floor
    from compared
),

judged as (
    select
        *,
        {{ verdict_status(
            'is_applicable', 'case when low_passes = high_passes then low_passes end', 'passes_floor'
        ) }} as figure_status
    from ends
),

members as (
    select
        member_of,
        entity_id,
        count(case when figure_status = {{ status('met') }} then 1 end) as n_met,
        count(case when figure_status = {{ status('unmet') }} then 1 end) as n_unmet,
        count(case when figure_status = {{ status('unknown') }} then 1 end) as n_unknown
    from judged
    where member_of is not null
    group by member_of, entity_id
),

with_rules as (
    select
        judged.*,
        case
            when judged.statistic <> 'rule' then judged.figure_status
            else
                {{ verdict_status(
                    'judged.in_scope',
                    school_rule_passes('members.n_met', 'members.n_unmet', 'members.n_unknown', 'judged.limit_value'),
                    'false'
                ) }}
        end as hypothetical_status
    from judged
    left join members on judged.threshold_id = members.member_of and judged.entity_id = members.entity_id
)

select
    'hypothetical' as result_is,
    with_rules.term_id,
    with_rules.standard_id,
    with_rules.threshold_id,
    with_rules.indicator_id,
    with_rules.stage,
    with_rules.judged_subgroup as subgroup,
    with_rules.statistic,
    with_rules.entity_type,
    with_rules.entity_id,
    with_rules.entity_name,
    with_rules.value,
    with_rules.comparator,
    with_rules.limit_value,
    with_rules.hypothetical_status,
    verdicts.status,
    with_rules.clause
from with_rules
left join fct_verdict as verdicts
    on
        with_rules.threshold_id = verdicts.threshold_id
        and with_rules.judged_subgroup = verdicts.subgroup
        and with_rules.entity_id = verdicts.entity_id
        and with_rules.term_id = verdicts.term_id
order by with_rules.threshold_id, with_rules.judged_subgroup, with_rules.entity_id
