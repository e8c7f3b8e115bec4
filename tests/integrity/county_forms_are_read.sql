-- Rows of the county's forms that nothing would read. What it is: figures, documents and waivers whose measure, period,
-- stage, subgroup, indicator or verdict does not exist. When it matters: such a row would drop out in silence, and what
-- it should answer would stay unknown. How to mend: correct the named cell.
with measures as (
    select * from {{ ref('stg_measures') }}
),

indicators as (
    select * from {{ ref('int_indicator_subgroups') }}
),

-- which periods of which measure some indicator reads, of any term of the calendar
read_periods as (
    select distinct
        measures.measure_id,
        periods.period
    from measures
    inner join indicators on measures.measure_id in (indicators.numerator_measure, indicators.denominator_measure)
    inner join {{ ref('int_periods') }} as periods on indicators.period_kind = periods.period_kind
    where measures.form = 'county_figures'

    union all

    -- what no indicator reads is printed in form Ⅵ, with the recognition of its calendar year
    select distinct
        measures.measure_id,
        periods.period
    from measures
    cross join {{ ref('int_periods') }} as periods
    where
        measures.form = 'county_figures'
        and measures.measure_id not in (
            select indicators.numerator_measure from indicators
            where indicators.numerator_measure is not null
        )
        and measures.measure_id not in (
            select indicators.denominator_measure from indicators
            where indicators.denominator_measure is not null
        )
        and periods.period_kind = 'calendar_year'
),

-- the rural base stands behind what is due to a small school
read_stages as (
    select distinct
        measures.measure_id,
        coalesce(thresholds.stage, '') as stage
    from measures
    inner join indicators on measures.measure_id in (indicators.numerator_measure, indicators.denominator_measure)
    left join {{ ref('stg_thresholds') }} as thresholds on indicators.indicator_id = thresholds.indicator_id
    where measures.form = 'county_figures'
),

figures as (
    select
        figures.*,
        measures.form,
        measures.is_whole
    from {{ ref('stg_county_figures') }} as figures
    inner join measures on figures.measure_id = measures.measure_id
),

findings as (
    select
        {{ located(
            'county_figures', 'seed_line', 'measure_id', 'measure_id',
            'a measure of the county form', '应为县级填报项目',
        ) }}
    from figures
    where form <> 'county_figures'

    union all

    select
        {{ located(
            'county_figures', 'figures.seed_line', 'period', "concat(figures.measure_id, ' of ', figures.period)",
            'a period as the indicator reads it: a term 2026-2027-1, a year 2026, a school year 2026-2027',
            '应为该指标所读取的期间：学期 2026-2027-1、年度 2026 或学年 2026-2027',
        ) }}
    from figures
    left join read_periods as matched
        on figures.measure_id = matched.measure_id and figures.period = matched.period
    where
        figures.measure_id in (select measure_id from read_periods)
        and matched.period is null

    union all

    select
        {{ located(
            'county_figures', 'figures.seed_line', 'stage', "concat(figures.measure_id, ' ', figures.stage)",
            'primary or junior where the figure is judged by stage, else empty', '按学段判定的项目应填学段，其他应为空',
        ) }}
    from figures
    left join read_stages as matched
        on figures.measure_id = matched.measure_id and figures.stage = matched.stage
    where
        (figures.measure_id in (select measure_id from read_stages) and matched.measure_id is null)
        or (figures.measure_id not in (select measure_id from read_stages) and figures.stage <> '')

    union all

    select
        {{ located(
            'county_figures', 'figures.seed_line', 'subgroup', "concat(figures.measure_id, ' ', figures.subgroup)",
            'a subgroup of the measure in measure_subgroups.csv, empty where it has none',
            '应为 measure_subgroups.csv 中该项目的分组，无分组的应为空',
        ) }}
    from figures
    left join {{ ref('stg_measure_subgroups') }} as subgroups
        on figures.measure_id = subgroups.measure_id and figures.subgroup = subgroups.subgroup
    where
        subgroups.measure_id is null
        and (
            figures.subgroup <> ''
            or figures.measure_id in (select measure_id from {{ ref('stg_measure_subgroups') }})
        )

    union all

    select
        {{ located(
            'county_figures', 'seed_line', 'value', "concat(measure_id, ': ', cast(value as double))",
            'a whole number: the measure counts', '该项目为计数，应为整数',
        ) }}
    from figures
    where is_whole and value <> floor(value)

    union all

    select
        {{ located(
            'documents', 'documents.seed_line', 'indicator_id',
            "concat_ws(' ', documents.indicator_id, documents.subgroup)",
            'an indicator that is shown by documents, with one of its subgroups', '应为以材料认定的指标及其分组',
        ) }}
    from {{ ref('stg_documents') }} as documents
    left join indicators
        on
            documents.indicator_id = indicators.indicator_id
            and documents.subgroup = indicators.subgroup
            and indicators.kind = 'document'
    where indicators.indicator_id is null

    union all

    select
        {{ located(
            'documents', 'seed_line', 'conclusion', "coalesce(conclusion, '')",
            'met or unmet', '应为 met（达标）或 unmet（未达标）',
        ) }}
    from {{ ref('stg_documents') }}
    where coalesce(conclusion, '') not in ('met', 'unmet')

    union all

    select
        {{ located(
            'documents', 'seed_line', 'evidence', 'evidence',
            'the reference of what shows it; without one leave the document out', '应为佐证材料的文号或名称；没有材料的不要填报',
        ) }}
    from {{ ref('stg_documents') }}
    where evidence in ('无', '没有', '-', '—', '/')

    union all

    select
        {{ located(
            'documents', 'seed_line', 'dated', "concat(dated, ', received ', received_at)",
            'a day not after the document was received', '评估日期不应晚于收到材料的日期',
        ) }}
    from {{ ref('stg_documents') }}
    where dated > received_at

    union all

    select
        {{ located(
            'waivers', 'waivers.seed_line', 'threshold_id',
            "concat_ws(' ', waivers.threshold_id, waivers.subgroup, waivers.entity_id, waivers.first_term_id, waivers.last_term_id)",
            'a verdict of this county in at least one of these terms', '应为本县在所列学期内的一项判定',
        ) }}
    from {{ ref('stg_waivers') }} as waivers
    left join {{ ref('int_verdict_index') }} as verdicts
        on
            waivers.county_code = verdicts.county_code
            and waivers.threshold_id = verdicts.threshold_id
            and waivers.subgroup = verdicts.subgroup
            and waivers.entity_id = verdicts.entity_id
            and verdicts.term_id between waivers.first_term_id and waivers.last_term_id
    where verdicts.threshold_id is null

    union all

    select
        {{ located(
            'class_bands', 'min(bands.seed_line)', 'school_id',
            "concat(bands.school_id, ' ', bands.stage, ' in ', bands.term_id)",
            'bands or a list of classes, not both', '班额分段与班级名单只能填报其一',
        ) }}
    from {{ ref('stg_class_bands') }} as bands
    inner join {{ ref('stg_classes') }} as classes
        on bands.term_id = classes.term_id and bands.school_id = classes.school_id and bands.stage = classes.stage
    group by bands.school_id, bands.stage, bands.term_id

    union all

    select
        {{ located(
            'school_funds', 'funds.seed_line', 'school_id', "concat(funds.school_id, ' in ', funds.fiscal_year)",
            'a registered school; attached classes report with their parent', '应为已登记的学校；附设班随所属学校填报',
        ) }}
    from {{ ref('stg_school_funds') }} as funds
    where funds.school_id not in (select campus_school_id from {{ ref('int_campus_members') }})

    union all

    select
        {{ located(
            'retention', 'retention.seed_line', 'school_id',
            "concat(retention.school_id, ' entered ', retention.entry_year)",
            'a registered school that teaches junior classes', '应为已登记且设有初中的学校',
        ) }}
    from {{ ref('stg_retention') }} as retention
    where
        retention.school_id not in (
            select school_id from {{ ref('int_campus_members') }}
            where stage = 'junior'
        )

    union all

    select
        {{ located(
            'pupils', 'pupils.seed_line', 'migrant_purchased', 'pupils.migrant_purchased',
            'empty: only private schools have places the government purchased', '仅民办学校填报政府购买学位，公办学校应为空',
        ) }}
    from {{ ref('stg_pupils') }} as pupils
    inner join {{ ref('stg_schools') }} as schools
        on pupils.term_id = schools.term_id and pupils.school_id = schools.school_id
    inner join {{ ref('stg_organisers') }} as organisers on schools.organiser_code = organisers.organiser_code
    where pupils.migrant_purchased > 0 and not organisers.is_private
)

select * from findings
order by file, line
