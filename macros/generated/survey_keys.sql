{# Written by `run.py sync` from seeds/survey/_survey.yml: every survey form and the key of a row without its revision.
   Do not edit. #}
{% macro survey_keys() -%}
    {{ return({
        'activities': ['term_id', 'school_id'],
        'class_bands': ['term_id', 'school_id', 'stage', 'band'],
        'classes': ['term_id', 'school_id', 'stage', 'grade', 'class_no'],
        'county_figures': ['county_code', 'period', 'measure_id', 'stage', 'subgroup'],
        'documents': ['county_code', 'document_id'],
        'equipment': ['term_id', 'school_id'],
        'premises': ['term_id', 'school_id'],
        'pupils': ['term_id', 'school_id', 'stage'],
        'pupils_by_grade': ['term_id', 'school_id', 'stage', 'grade'],
        'retention': ['entry_year', 'school_id'],
        'school_funds': ['fiscal_year', 'school_id'],
        'school_successions': ['predecessor_school_id', 'successor_school_id'],
        'schools': ['term_id', 'school_id'],
        'teachers': ['term_id', 'school_id', 'stage'],
        'waivers': ['county_code', 'threshold_id', 'subgroup', 'entity_id', 'first_term_id'],
    }) }}
{%- endmacro %}
