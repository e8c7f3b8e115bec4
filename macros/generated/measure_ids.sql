{# Written by `run.py sync` from seeds/policy/measures.csv: the columns of int_section_measures. Do not edit. #}
{% macro measure_ids() -%}
    {{ return([
        'backbone_teachers',
        'equipment_value_yuan',
        'multimedia_rooms',
        'pe_arts_teachers',
        'pupils',
        'sports_area_m2',
        'teachers_above_degree',
        'teaching_area_m2',
    ]) }}
{%- endmacro %}
