-- What is judged otherwise than a statutory term before, and why: did the data change, the policy, or the method?
-- Run:  run.py dbt compile --select changed_since_last_term   puts the project's own comparison in; then
--       duckdb -readonly warehouse/edu_balance.duckdb
--         -f target/compiled/edu_balance/analyses/changed_since_last_term.sql
-- Set:  term_id (else the latest judged) and term_before (else the statutory term before it).
-- Against an earlier release, as it was reported then: attach it as `earlier` and read `main.` as `earlier.main.`:
--       sed 's/ main\./ earlier.main./' FILE | duckdb -readonly warehouse/edu_balance.duckdb
--         -cmd "attach 'warehouse/releases/….duckdb' as earlier (read_only)"
--       With term_before = term_id this shows what corrections, new limits or a new version did to one and the same
--       term.
-- One row per question (as in the ledgers: standard, clause, indicator, stage, statistic, subgroup, kind of school and
-- entity) whose status is another than before. changed_by is the first that holds:
--   came, went       the school or class is only in one of the terms, and the limit stood in both
--   policy           the question is only in one: its limit, clause or standard came into force, or ceased
--   scope            not applicable in one of the terms: another kind or size of school, nobody to judge; see reason
--   method           one term in two releases made from the same seeds; or a published verdict does not follow from its
--                    own figure and limit by today's comparison
--   data             today's figure under the limit of then is judged otherwise than then
--   policy           the figure of then under today's limit is judged otherwise than then
--   data and policy  both of these; or only the two together change the verdict
-- new_figure_old_limit, old_figure_new_limit: those two crossed judgements, hypothetical; of a rule, over its members.
-- A formula that changed between releases together with the data shows as data: look at code_version_before.
with this_term as (
    select coalesce(getvariable('term_id'), max(as_of_term_id)) as term_id
    from dim_county
),

chosen as (
    select
        this_term.term_id,
        coalesce(getvariable('term_before'), max(terms.term_id)) as term_before
    from this_term
    left join main.dim_term as terms
        on
            this_term.term_id > terms.term_id
            and terms.is_statutory
            and terms.term_id in (select verdicts.term_id from main.fct_verdict as verdicts)
    group by this_term.term_id
),

builds as (
    select
        builds_before.code_version as code_version_before,
        builds_now.code_version,
        chosen.term_before = chosen.term_id
        and builds_before.seeds_version = builds_now.seeds_version
        and builds_before.as_of_date = builds_now.as_of_date
        and builds_now.seeds_version <> 'not published' as only_code_differs
    from chosen
    cross join main.meta_build as builds_before
    cross join meta_build as builds_now
),

before as (
    select
        verdicts.*,
        thresholds.member_of,
        figures.judged_left,
        figures.judged_left_high,
        figures.judged_right
    from main.fct_verdict as verdicts
    inner join chosen on verdicts.term_id = chosen.term_before
    inner join main.dim_threshold as thresholds on verdicts.threshold_id = thresholds.threshold_id
    left join main.fct_judged_value as figures
        on
            verdicts.statistic = figures.statistic
            and verdicts.indicator_id = figures.indicator_id
            and verdicts.stage = figures.stage
            and verdicts.subgroup = figures.subgroup
            and verdicts.entity_id = figures.entity_id
            and verdicts.term_id = figures.term_id
),

now as (
    select
        verdicts.*,
        thresholds.member_of,
        figures.judged_left,
        figures.judged_left_high,
        figures.judged_right
    from fct_verdict as verdicts
    inner join chosen on verdicts.term_id = chosen.term_id
    inner join dim_threshold as thresholds on verdicts.threshold_id = thresholds.threshold_id
    left join fct_judged_value as figures
        on
            verdicts.statistic = figures.statistic
            and verdicts.indicator_id = figures.indicator_id
            and verdicts.stage = figures.stage
            and verdicts.subgroup = figures.subgroup
            and verdicts.entity_id = figures.entity_id
            and verdicts.term_id = figures.term_id
),

-- both sides of every question; what a row needs of the other side is null where the question is only in one
questions as (
    select
        row_number() over (order by now.threshold_id, before.threshold_id, now.subgroup, now.entity_id) as question,
        coalesce(now.standard_id, before.standard_id) as standard_id,
        coalesce(now.clause, before.clause) as clause,
        coalesce(now.indicator_id, before.indicator_id) as indicator_id,
        coalesce(now.stage, before.stage) as stage,
        coalesce(now.statistic, before.statistic) as statistic,
        coalesce(now.subgroup, before.subgroup) as subgroup,
        coalesce(now.entity_type, before.entity_type) as entity_type,
        coalesce(now.entity_id, before.entity_id) as entity_id,
        coalesce(now.entity_name, before.entity_name) as entity_name,
        before.threshold_id as threshold_id_before,
        now.threshold_id,
        before.member_of as member_of_before,
        now.member_of,
        before.status as status_before,
        now.status,
        before.value as value_before,
        now.value,
        before.comparator as comparator_before,
        now.comparator,
        before.limit_value as limit_before,
        now.limit_value,
        before.floor_value as floor_before,
        now.floor_value,
        before.reason as reason_before,
        now.reason,
        before.judged_left as left_before,
        now.judged_left as left_now,
        before.judged_left_high as high_before,
        now.judged_left_high as high_now,
        before.judged_right as right_before,
        now.judged_right as right_now
    from before
    full join now
        on
            before.standard_id = now.standard_id
            and before.clause = now.clause
            and before.indicator_id = now.indicator_id
            and before.stage = now.stage
            and before.statistic = now.statistic
            and before.subgroup = now.subgroup
            and before.applies_to is not distinct from now.applies_to
            and before.entity_id = now.entity_id
),

-- the four judgements: either term's figure under either term's limit
sides as (
    select 'before' as side
    union all
    select 'now' as side
),

crossing as (
    select
        figures.side as of_figure,
        limits.side as of_limit
    from sides as figures
    cross join sides as limits
),

crossings as (
    select
        questions.question,
        questions.entity_id,
        questions.statistic,
        crossing.of_figure,
        crossing.of_limit,
        case crossing.of_limit when 'before' then threshold_id_before else threshold_id end as threshold_id,
        case crossing.of_limit when 'before' then member_of_before else member_of end as member_of,
        case crossing.of_limit when 'before' then comparator_before else comparator end as comparator,
        case crossing.of_limit when 'before' then limit_before else limit_value end as limit_value,
        case crossing.of_limit when 'before' then floor_before else floor_value end as floor_value,
        case crossing.of_figure when 'before' then left_before else left_now end as judged_left,
        case crossing.of_figure when 'before' then high_before else high_now end as judged_left_high,
        case crossing.of_figure when 'before' then right_before else right_now end as judged_right,
        case crossing.of_figure when 'before' then status_before else status end <> {{ status('not_applicable') }}
            as is_applicable
    from questions
    cross join crossing
),

compared as (
    select
        *,
        limit_value * case when statistic = 'cv' then limit_value else judged_right end as limit_side,
        floor_value * judged_right as floor_side
    from crossings
),

ends as (
    select
        *,
        {{ compare('judged_left', 'comparator', 'limit_side') }} as low_passes,
        {{ compare('judged_left_high', 'comparator', 'limit_side') }} as high_passes,
        {{ compare('judged_left', 'comparator', 'floor_side') }} as passes_floor
    from compared
),

figures_judged as (
    select
        *,
        {{ verdict_status(
            'is_applicable', 'case when low_passes = high_passes then low_passes end', 'passes_floor'
        ) }} as figure_status
    from ends
),

members as (
    select
        of_figure,
        of_limit,
        member_of,
        entity_id,
        count(case when figure_status = {{ status('met') }} then 1 end) as n_met,
        count(case when figure_status = {{ status('unmet') }} then 1 end) as n_unmet,
        count(case when figure_status = {{ status('unknown') }} then 1 end) as n_unknown
    from figures_judged
    where member_of is not null
    group by of_figure, of_limit, member_of, entity_id
),

judged as (
    select
        figures_judged.question,
        figures_judged.of_figure,
        figures_judged.of_limit,
        case
            when figures_judged.statistic <> 'rule' then figures_judged.figure_status
            else
                {{ verdict_status(
                    'figures_judged.is_applicable',
                    school_rule_passes(
                        'members.n_met', 'members.n_unmet', 'members.n_unknown', 'figures_judged.limit_value'
                    ),
                    'false'
                ) }}
        end as status
    from figures_judged
    left join members
        on
            figures_judged.of_figure = members.of_figure
            and figures_judged.of_limit = members.of_limit
            and figures_judged.threshold_id = members.member_of
            and figures_judged.entity_id = members.entity_id
),

crossed as (
    select
        question,
        max(case when of_figure = 'before' and of_limit = 'before' then status end) as old_figure_old_limit,
        max(case when of_figure = 'now' and of_limit = 'before' then status end) as new_figure_old_limit,
        max(case when of_figure = 'before' and of_limit = 'now' then status end) as old_figure_new_limit,
        max(case when of_figure = 'now' and of_limit = 'now' then status end) as new_figure_new_limit
    from judged
    group by question
),

-- limits that stood in both terms, whether a question was asked with them or not
standing as (
    select limits_now.threshold_id
    from chosen
    inner join dim_term as terms_now on chosen.term_id = terms_now.term_id
    inner join main.dim_term as terms_before on chosen.term_before = terms_before.term_id
    inner join dim_threshold as limits_now
        on terms_now.statistical_date between limits_now.in_force_from and limits_now.in_force_to
    inner join dim_standard as standards_now
        on limits_now.standard_id = standards_now.standard_id and standards_now.is_judged
    inner join main.dim_threshold as limits_before
        on
            limits_now.threshold_id = limits_before.threshold_id
            and limits_now.clause = limits_before.clause
            and terms_before.statistical_date between limits_before.in_force_from and limits_before.in_force_to
    inner join main.dim_standard as standards_before
        on limits_before.standard_id = standards_before.standard_id and standards_before.is_judged
)

select
    case
        when questions.status_before is null or questions.status is null
            then
                case
                    when standing.threshold_id is null then 'policy'
                    when questions.status is null then 'went'
                    else 'came'
                end
        when {{ status('not_applicable') }} in (questions.status_before, questions.status) then 'scope'
        when
            builds.only_code_differs
            or crossed.old_figure_old_limit <> questions.status_before
            or crossed.new_figure_new_limit <> questions.status
            then 'method'
        when
            (crossed.new_figure_old_limit = questions.status_before)
            = (crossed.old_figure_new_limit = questions.status_before)
            then 'data and policy'
        when crossed.new_figure_old_limit <> questions.status_before then 'data'
        else 'policy'
    end as changed_by,
    questions.standard_id,
    questions.threshold_id_before,
    questions.threshold_id,
    questions.clause,
    questions.indicator_id,
    subgroups.label_zh,
    questions.stage,
    questions.subgroup,
    questions.statistic,
    questions.entity_type,
    questions.entity_id,
    questions.entity_name,
    chosen.term_before,
    chosen.term_id,
    questions.status_before,
    questions.status,
    questions.value_before,
    questions.value,
    questions.limit_before,
    questions.limit_value,
    case when questions.status_before is not null and questions.status is not null then crossed.new_figure_old_limit end
        as new_figure_old_limit,
    case when questions.status_before is not null and questions.status is not null then crossed.old_figure_new_limit end
        as old_figure_new_limit,
    questions.reason_before,
    questions.reason,
    builds.code_version_before,
    builds.code_version
from questions
cross join chosen
cross join builds
inner join crossed on questions.question = crossed.question
inner join dim_subgroup as subgroups
    on questions.indicator_id = subgroups.indicator_id and questions.subgroup = subgroups.subgroup
left join standing on coalesce(questions.threshold_id, questions.threshold_id_before) = standing.threshold_id
where questions.status is distinct from questions.status_before
order by
    coalesce(questions.status_before, questions.status) <> coalesce(questions.status, questions.status_before) desc,
    changed_by asc,
    coalesce(questions.threshold_id, questions.threshold_id_before) asc,
    questions.subgroup asc,
    questions.entity_id asc
