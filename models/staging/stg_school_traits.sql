-- One row per trait by which a limit can be for some schools only.
with source as (
    select * from {{ ref('school_traits') }}
),

final as (
    select
        {{ to_text('trait') }} as trait,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en
    from source
)

select * from final
