-- One row per campus and term; the latest revision received by the as-of date.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('terms') }}
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('premises') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('term_id') }} as term_id,
        {{ to_text('school_id') }} as school_id,
        {{ to_text('source_id') }} as source_id,
        -- figures
        {{ to_decimal('teaching_area_m2') }} as teaching_area_m2,
        {{ to_decimal('indoor_sports_m2') }} as indoor_sports_m2,
        {{ to_decimal('gymnasium_m2') }} as gymnasium_m2,
        {{ to_decimal('outdoor_sports_m2') }} as outdoor_sports_m2,
        {{ to_count('music_rooms') }} as music_rooms,
        {{ to_count('music_rooms_96') }} as music_rooms_96,
        {{ to_count('music_rooms_73_96') }} as music_rooms_73_96,
        {{ to_count('music_rooms_54_73') }} as music_rooms_54_73,
        {{ to_count('art_rooms') }} as art_rooms,
        {{ to_count('art_rooms_90') }} as art_rooms_90,
        {{ to_count('art_rooms_67_90') }} as art_rooms_67_90,
        {{ to_count('art_rooms_61_67') }} as art_rooms_61_67,
        {{ to_count('revision') }} as revision,
        -- dates and flags
        {{ to_date('received_at') }} as received_at,
        -- where the row stands in its file
        seed_line
    from source
),

final as (
    select *
    from typed
    where {{ received_in_time() }}
    qualify {{ is_latest_revision(['term_id', 'school_id']) }}
)

select * from final
