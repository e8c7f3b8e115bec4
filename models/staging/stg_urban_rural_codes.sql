-- One row per 城乡分类 code.
with source as (
    select * from {{ ref('urban_rural_codes') }}
),

final as (
    select
        -- keys and text
        {{ to_text('urban_rural_code') }} as urban_rural_code,
        {{ to_text('area_type') }} as area_type,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en
    from source
)

select * from final
