-- One row per term, county, indicator of the county, stage ('' where it is not by stage) and subgroup: its figures and
-- the two sides a limit is judged on, or why there are none. A trend compares with the same figure one period before.
-- Read by fct_county_indicator and the judged values.
with measures as (
    select * from {{ ref('int_county_measures') }}
),

indicators as (
    select * from {{ ref('int_indicator_subgroups') }}
    where kind in ('county_value', 'county_share', 'trend')
),

joined_figures as (
    select
        numerators.term_id,
        numerators.county_code,
        indicators.indicator_id,
        indicators.kind,
        numerators.stage,
        numerators.subgroup,
        indicators.multiplier,
        indicators.zero_is_none,
        indicators.denominator_measure is not null as has_denominator,
        numerators.period,
        numerators.lag,
        -- wide enough that the cross products of a trend fit
        cast(numerators.value as decimal(24, 6)) as numerator,
        cast(case when indicators.denominator_measure is null then 1 else denominators.value end as decimal(24, 6))
            as denominator,
        concat_ws(' ', numerators.reason, denominators.reason) as reasons,
        case when indicators.kind = 'trend' then concat(' (', numerators.period, ')') else '' end as which_period,
        numerators.missing as numerator_missing,
        denominators.missing as denominator_missing,
        numerators.source as numerator_source,
        denominators.source as denominator_source
    from indicators
    inner join measures as numerators
        on
            indicators.numerator_measure = numerators.measure_id
            and indicators.subgroup = numerators.subgroup
            and indicators.period_kind = numerators.period_kind
    left join measures as denominators
        on
            indicators.denominator_measure = denominators.measure_id
            and numerators.term_id = denominators.term_id
            and numerators.county_code = denominators.county_code
            and numerators.period_kind = denominators.period_kind
            and numerators.lag = denominators.lag
            and numerators.stage = denominators.stage
            and numerators.subgroup = denominators.subgroup
    where numerators.lag = 0 or indicators.kind = 'trend'
),

figures as (
    select
        *,
        case
            when numerator_missing = denominator_missing then numerator_missing || which_period
            else nullif(concat_ws(', ', numerator_missing || which_period, denominator_missing || which_period), '')
        end as missing,
        case
            when numerator_source = denominator_source then numerator_source
            else nullif(concat_ws(', ', numerator_source, denominator_source), '')
        end as source,
        case
            when reasons like '%period_not_arrived%' then 'period_not_arrived'
            when reasons like '%no_school_to_judge%' then 'no_school_to_judge'
            when reasons like '%figures_missing%' then 'figures_missing'
            when denominator = 0 then case when zero_is_none then 'none_to_judge' else 'denominator_zero' end
        end as reason
    from joined_figures
),

paired as (
    select
        this.*,
        before.period as period_before,
        before.numerator as numerator_before,
        before.denominator as denominator_before,
        coalesce(
            this.reason, before.reason,
            -- nothing the year before: no share of it can be given
            case when before.numerator = 0 then 'denominator_zero' end
        ) as missing_reason,
        nullif(concat_ws(', ', this.missing, before.missing), '') as all_missing,
        case
            when before.source is null or this.source = before.source then this.source
            else concat_ws(', ', before.source, this.source)
        end as all_sources,
        case
            when this.kind = 'trend' then cast(this.numerator * before.denominator * this.multiplier as decimal(38, 12))
            else cast(this.numerator * this.multiplier as decimal(38, 12))
        end as judged_left,
        case
            when this.kind = 'trend' then cast(before.numerator * this.denominator as decimal(38, 12))
            else this.denominator
        end as judged_right
    from figures as this
    left join figures as before
        on
            this.term_id = before.term_id
            and this.county_code = before.county_code
            and this.indicator_id = before.indicator_id
            and this.stage = before.stage
            and this.subgroup = before.subgroup
            and before.lag = 1
    where this.lag = 0
),

final as (
    select
        term_id,
        county_code,
        indicator_id,
        kind,
        stage,
        subgroup,
        multiplier,
        period,
        period_before,
        numerator,
        case when has_denominator then denominator end as denominator,
        numerator_before,
        case when has_denominator then denominator_before end as denominator_before,
        case when missing_reason is null then cast(judged_left as decimal(38, 14)) end as judged_left,
        case when missing_reason is null then cast(judged_right as decimal(24, 6)) end as judged_right,
        case when missing_reason is null then {{ ratio('judged_left', 'judged_right') }} end as value,
        missing_reason,
        case when missing_reason = 'figures_missing' then all_missing end as missing,
        all_sources as source
    from paired
)

select * from final
