-- One row per indicator.
select
    indicators.indicator_id,
    indicators.name,
    indicators.area_id,
    indicators.kind,
    indicators.numerator_measure,
    indicators.denominator_measure,
    indicators.multiplier,
    indicators.period_kind,
    period_kinds.label_zh as period_kind_zh,
    indicators.decimals,
    indicators.unit_zh,
    indicators.unit_en,
    indicators.label_zh,
    indicators.label_en,
    indicators.note
from {{ ref('stg_indicators') }} as indicators
inner join {{ ref('stg_period_kinds') }} as period_kinds on indicators.period_kind = period_kinds.period_kind
