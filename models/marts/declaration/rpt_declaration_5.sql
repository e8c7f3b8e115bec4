-- Form Ⅴ of the declaration: one row per term, county, item (9 of education quality) and part, a limit of the
-- deciding standard: its figure as printed and unrounded, or the conclusion of its document; what is judged school by
-- school or class by class as the number that meets it of those judged.
select
    term_id,
    county_code,
    item,
    part,
    item_zh,
    item_status,
    part_zh,
    indicator_id,
    subgroup,
    stage,
    applies_to,
    printed,
    unit_zh,
    value,
    comparator,
    limit_value,
    status,
    reads_otherwise,
    case when is_counted then cast(met + unmet + unknown as bigint) end as judged,
    case when is_counted then cast(met as bigint) end as met,
    case when is_counted then cast(unmet as bigint) end as unmet,
    case when is_counted then cast(unknown as bigint) end as unknown,
    reason,
    missing,
    evidence
from {{ ref('int_declaration_items') }}
where area_id = 'quality'
