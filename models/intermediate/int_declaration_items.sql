-- One row per term, county and part of an item of forms Ⅳ and Ⅴ: a limit of the deciding standard, by subgroup. The
-- clause of a limit names its item (`national_2017:government-05`), so G2A stands with G2. What is judged school by
-- school or class by class is counted, a band of classes as so many.
-- Read by rpt_declaration_4 and rpt_declaration_5.
with limits as (
    select
        thresholds.*,
        indicators.area_id,
        indicators.label_zh as indicator_zh,
        -- a clause that names no item stands in neither form
        try_cast(
            replace(thresholds.clause, concat(thresholds.standard_id, ':', indicators.area_id, '-'), '') as integer
        ) as item
    from {{ ref('stg_thresholds') }} as thresholds
    inner join {{ ref('stg_indicators') }} as indicators on thresholds.indicator_id = indicators.indicator_id
    inner join {{ ref('stg_standards') }} as standards on thresholds.standard_id = standards.standard_id
    where standards.decides_recognition and thresholds.rolls_up
),

verdicts as (
    select
        verdicts.*,
        coalesce(sizes.classes, 1) as n,
        case when verdicts.status = {{ status('unknown') }} then verdicts.reason end as unknown_reason
    from {{ ref('fct_verdict') }} as verdicts
    left join {{ ref('int_class_sizes') }} as sizes
        on verdicts.entity_type = 'class' and verdicts.entity_id = sizes.class_id and verdicts.term_id = sizes.term_id
),

counted as (
    select
        term_id,
        county_code,
        threshold_id,
        subgroup,
        max(case when entity_type = 'county' then value end) as value,
        max(case when entity_type = 'county' then evidence end) as evidence,
        coalesce(sum(case when status = {{ status('met') }} then n end), 0) as met,
        coalesce(sum(case when status in ({{ status('near') }}, {{ status('unmet') }}) then n end), 0) as unmet,
        coalesce(sum(case when status = {{ status('unknown') }} then n end), 0) as unknown,
        coalesce(sum(case when status = {{ status('not_applicable') }} then n end), 0) as not_applicable,
        {{ joined('distinct unknown_reason', 'unknown_reason') }} as reason,
        {{ joined('distinct missing', 'missing') }} as missing
    from verdicts
    group by term_id, county_code, threshold_id, subgroup
),

figures as (
    select
        counted.*,
        limits.area_id,
        limits.item,
        row_number() over (
            partition by counted.term_id, counted.county_code, limits.area_id, limits.item
            order by limits.indicator_id, subgroups.position, coalesce(stages.first_grade, 0), limits.threshold_id
        ) as part,
        first_value(limits.indicator_zh) over (
            partition by counted.term_id, counted.county_code, limits.area_id, limits.item
            order by limits.indicator_id, limits.threshold_id, counted.subgroup
        ) as item_zh,
        concat_ws(
            ' · ', limits.indicator_zh, case when counted.subgroup <> '' then subgroups.label_zh end, stages.label_zh,
            traits.label_zh
        ) as part_zh,
        limits.indicator_id,
        limits.stage,
        limits.applies_to,
        limits.entity_type <> 'county' as is_counted,
        limits.comparator,
        limits.limit_value,
        subgroups.unit_zh,
        documents.conclusion_zh,
        case when limits.statistic <> 'document' then {{ printed_text('counted.value', 'subgroups.decimals') }} end
            as printed_value,
        {{ roll_up_status('met', '0', 'unmet', 'unknown', 'not_applicable') }} as status,
        {{ roll_up_status(
            'sum(met) over items', '0', 'sum(unmet) over items', 'sum(unknown) over items',
            'sum(not_applicable) over items'
        ) }} as item_status
    from counted
    inner join limits on counted.threshold_id = limits.threshold_id
    inner join {{ ref('int_indicator_subgroups') }} as subgroups
        on limits.indicator_id = subgroups.indicator_id and counted.subgroup = subgroups.subgroup
    left join {{ ref('stg_stages') }} as stages on limits.stage = stages.stage
    left join {{ ref('stg_school_traits') }} as traits on limits.applies_to = traits.trait
    left join {{ ref('int_documents') }} as documents
        on
            limits.statistic = 'document'
            and counted.term_id = documents.term_id
            and counted.county_code = documents.county_code
            and limits.indicator_id = documents.indicator_id
            and counted.subgroup = documents.subgroup
    where limits.item is not null
    window items as (partition by counted.term_id, counted.county_code, limits.area_id, limits.item)
),

final as (
    select
        *,
        case
            -- 3/4 alone would read as one that fails
            when is_counted and unknown > 0
                then concat(
                    cast(met as string), '/', cast(met + unmet + unknown as string), '，缺数', cast(unknown as string)
                )
            when is_counted and met + unmet > 0 then concat(cast(met as string), '/', cast(met + unmet as string))
            else coalesce(conclusion_zh, printed_value)
        end as printed,
        {{ reads_otherwise('cast(printed_value as decimal(18, 6))', 'comparator', 'limit_value', 'status') }}
            as reads_otherwise
    from figures
)

select * from final
