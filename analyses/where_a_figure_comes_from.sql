-- Where does a figure come from? Every verdict of one school with its sections and classes, or of the county, back to
-- the figures it was reckoned from and the deliveries those came in.
-- Run:  duckdb -readonly warehouse/edu_balance.duckdb -cmd "set variable entity_id = '3465312013'"
--         -f analyses/where_a_figure_comes_from.sql
-- Set:  entity_id, a school_id or county_code (else the first county), term_id (else the latest judged), indicator_id
--       (else every indicator).
-- One row per verdict, read from left to right:
--   made_of         how the figure is made. period: what it is of
--   measure_above, measure_below   rows of seeds/policy/measures.csv, which names the form and its item
--   reported        as the form says: for shared premises the whole campus, for a band of class sizes its classes
--   split_weight, split_base       the section's part of a campus figure is reported x split_weight x its pupils
--                   / split_base
--   numerator, denominator         the ratio above and below the line; _before: of a trend, one period earlier
--   judged_left, judged_left_high, judged_right   what was compared with the limit, exactly, see fct_judged_value
--   sources         the deliveries: source_id, the forms it brought, the day it came. The line in the file is the
--                   form's with that source_id, the term and the school; of several revisions the highest stands. A
--                   sum over schools names no delivery: fct_school_answer holds what each school adds to its measures;
--                   a mean or CV is over the sections of fct_section_indicator
with chosen as (
    select
        coalesce(getvariable('entity_id'), min(county_code)) as entity_id,
        coalesce(getvariable('term_id'), max(as_of_term_id)) as term_id,
        cast(getvariable('indicator_id') as varchar) as indicator_id
    from dim_county
),

verdicts as (
    select verdicts.*
    from fct_verdict as verdicts
    inner join chosen
        on
            verdicts.term_id = chosen.term_id
            and coalesce(chosen.indicator_id, verdicts.indicator_id) = verdicts.indicator_id
    left join dim_class as classes
        on
            verdicts.entity_type = 'class'
            and verdicts.term_id = classes.term_id
            and verdicts.entity_id = classes.class_id
    where coalesce(classes.school_id, verdicts.entity_id) = chosen.entity_id
),

members as (
    select
        limits.member_of as threshold_id,
        members.entity_id,
        members.term_id,
        string_agg(members.indicator_id || ' ' || members.status, ', ' order by members.indicator_id) as statuses
    from fct_verdict as members
    inner join dim_threshold as limits on members.threshold_id = limits.threshold_id
    where limits.member_of is not null
    group by limits.member_of, members.entity_id, members.term_id
),

-- of several documents of one year the latest speaks
documents as (
    select
        terms.term_id,
        documents.*
    from dim_document as documents
    inner join dim_term as terms on extract(year from documents.dated) = extract(year from terms.statistical_date)
    qualify
        row_number() over (
            partition by terms.term_id, documents.county_code, documents.indicator_id, documents.subgroup
            order by documents.dated desc, documents.document_id desc
        ) = 1
),

statistics as (
    select 'mean' as statistic
    union all
    select 'cv' as statistic
),

figures as (
    select
        'section' as entity_type,
        'value' as statistic,
        indicator_id,
        stage,
        '' as subgroup,
        school_id as entity_id,
        term_id,
        case when split_weight is null then 'figure of the section' else 'part of a campus figure' end as made_of,
        term_id as period,
        reported,
        split_weight,
        split_base,
        numerator,
        denominator,
        cast(null as decimal(24, 6)) as numerator_before,
        cast(null as decimal(24, 6)) as denominator_before,
        concat_ws(', ', reported_source, denominator_source) as source_ids
    from fct_section_indicator

    union all

    select
        'county' as entity_type,
        statistics.statistic,
        dispersions.indicator_id,
        dispersions.stage,
        '' as subgroup,
        dispersions.county_code as entity_id,
        dispersions.term_id,
        case statistics.statistic when 'mean' then 'sum over ' else 'spread between ' end
        || cast(dispersions.n_sections as varchar) || ' sections in scope' as made_of,
        dispersions.term_id as period,
        null as reported,
        null as split_weight,
        null as split_base,
        dispersions.resource as numerator,
        dispersions.pupils as denominator,
        null as numerator_before,
        null as denominator_before,
        cast(null as varchar) as source_ids
    from fct_indicator_dispersion as dispersions
    cross join statistics

    union all

    select
        'school' as entity_type,
        'value' as statistic,
        indicator_id,
        '' as stage,
        subgroup,
        school_id as entity_id,
        term_id,
        'figure of the school' as made_of,
        null as period,
        null as reported,
        null as split_weight,
        null as split_base,
        numerator,
        denominator,
        null as numerator_before,
        null as denominator_before,
        source as source_ids
    from fct_school_indicator

    union all

    select
        'class' as entity_type,
        'value' as statistic,
        indicators.indicator_id,
        classes.stage,
        '' as subgroup,
        classes.class_id as entity_id,
        classes.term_id,
        case
            when classes.pupils_from = classes.pupils_to then 'pupils of the class'
            when classes.pupils_from < classes.pupils_to then 'smallest class of a band of class sizes'
            else 'pupils of the class, not answered'
        end as made_of,
        classes.term_id as period,
        case when classes.pupils_from < classes.pupils_to then classes.classes else classes.pupils_from end as reported,
        null as split_weight,
        null as split_base,
        classes.pupils_from as numerator,
        null as denominator,
        null as numerator_before,
        null as denominator_before,
        classes.source_id as source_ids
    from dim_class as classes
    cross join dim_indicator as indicators
    where indicators.kind = 'class_size'

    union all

    select
        'county' as entity_type,
        case subgroups.kind when 'county_share' then 'share' when 'trend' then 'trend' else 'value' end as statistic,
        figures.indicator_id,
        figures.stage,
        figures.subgroup,
        figures.county_code as entity_id,
        figures.term_id,
        case when subgroups.kind = 'trend' then 'this period against the one before: ' else '' end
        || case
            when figures.source is not null then 'figure of the county'
            when figures.missing_reason is null then 'sum over the schools'
            else 'not complete, see missing'
        end as made_of,
        figures.period,
        null as reported,
        null as split_weight,
        null as split_base,
        figures.numerator,
        figures.denominator,
        figures.numerator_before,
        figures.denominator_before,
        figures.source as source_ids
    from fct_county_indicator as figures
    inner join dim_subgroup as subgroups
        on figures.indicator_id = subgroups.indicator_id and figures.subgroup = subgroups.subgroup

    union all

    select
        'county' as entity_type,
        'document' as statistic,
        indicator_id,
        '' as stage,
        subgroup,
        county_code as entity_id,
        term_id,
        concat_ws(' ', 'document', document_id, cast(dated as varchar), assessor_office, conclusion_zh) as made_of,
        cast(extract(year from dated) as varchar) as period,
        null as reported,
        null as split_weight,
        null as split_base,
        null as numerator,
        null as denominator,
        null as numerator_before,
        null as denominator_before,
        source_id as source_ids
    from documents
),

deliveries as (
    select
        source_id,
        concat(source_id, ' (', string_agg(form, ' ' order by form), '; ', max(last_received_at), ')') as delivery
    from meta_source
    group by source_id
),

listed as (
    select distinct source_ids
    from figures
),

sources as (
    select
        listed.source_ids,
        string_agg(deliveries.delivery, ', ' order by deliveries.source_id) as sources
    from listed
    inner join deliveries
        on concat(', ', listed.source_ids, ', ') like concat('%, ', deliveries.source_id, ', %')
    group by listed.source_ids
)

select
    verdicts.term_id,
    verdicts.entity_type,
    verdicts.entity_id,
    verdicts.entity_name,
    verdicts.indicator_id,
    subgroups.label_zh,
    verdicts.stage,
    verdicts.subgroup,
    verdicts.statistic,
    coalesce(figures.made_of, 'verdicts of its members: ' || members.statuses, 'nothing sent') as made_of,
    figures.period,
    subgroups.numerator_measure as measure_above,
    subgroups.denominator_measure as measure_below,
    figures.reported,
    figures.split_weight,
    figures.split_base,
    figures.numerator,
    figures.denominator,
    figures.numerator_before,
    figures.denominator_before,
    subgroups.multiplier,
    judged.judged_left,
    judged.judged_left_high,
    judged.judged_right,
    verdicts.value,
    verdicts.comparator,
    verdicts.limit_value,
    verdicts.status,
    verdicts.reason,
    verdicts.missing,
    verdicts.threshold_id,
    verdicts.clause,
    sources.sources,
    case when verdicts.statistic = 'document' then verdicts.evidence end as document_evidence
from verdicts
inner join dim_subgroup as subgroups
    on verdicts.indicator_id = subgroups.indicator_id and verdicts.subgroup = subgroups.subgroup
left join figures
    on
        verdicts.entity_type = figures.entity_type
        and verdicts.statistic = figures.statistic
        and verdicts.indicator_id = figures.indicator_id
        and verdicts.stage = figures.stage
        and verdicts.subgroup = figures.subgroup
        and verdicts.entity_id = figures.entity_id
        and verdicts.term_id = figures.term_id
left join members
    on
        verdicts.threshold_id = members.threshold_id
        and verdicts.entity_id = members.entity_id
        and verdicts.term_id = members.term_id
left join fct_judged_value as judged
    on
        verdicts.statistic = judged.statistic
        and verdicts.indicator_id = judged.indicator_id
        and verdicts.stage = judged.stage
        and verdicts.subgroup = judged.subgroup
        and verdicts.entity_type = judged.entity_type
        and verdicts.entity_id = judged.entity_id
        and verdicts.term_id = judged.term_id
left join sources on figures.source_ids = sources.source_ids
order by
    verdicts.entity_type,
    verdicts.indicator_id,
    verdicts.stage,
    verdicts.subgroup,
    verdicts.threshold_id,
    verdicts.entity_id
