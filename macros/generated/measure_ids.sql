{# Written by `run.py sync` from seeds/policy/measures.csv: the columns of int_section_measures and of
   int_school_measures. Do not edit. #}
{% macro measure_ids() -%}
    {{ return([
        'backbone_teachers',
        'equipment_value_yuan',
        'full_time_teachers',
        'multimedia_rooms',
        'pe_arts_teachers',
        'pupils',
        'senior_title_teachers',
        'sports_area_m2',
        'teachers_above_degree',
        'teaching_area_m2',
    ]) }}
{%- endmacro %}
{% macro school_measure_ids() -%}
    {{ return([
        'art_rooms',
        'art_rooms_from_61',
        'art_rooms_from_67',
        'art_rooms_from_90',
        'compulsory_classes',
        'compulsory_pupils',
        'exercise_minutes',
        'funds_allocated_yuan',
        'funds_due_yuan',
        'music_rooms',
        'music_rooms_from_54',
        'music_rooms_from_73',
        'music_rooms_from_96',
        'public_funds_budget_wan',
        'training_budget_wan',
    ]) }}
{%- endmacro %}
