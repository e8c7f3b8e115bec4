{# The county figures that are sums over schools' answers, for int_school_sums: measure, the form items it needs, which rows
   of int_school_answers (or of int_cohorts) must answer, and what of each row counts. Where only day schools are asked, a school that does not
   say whether it boards leaves the sum unknown; the pupils in the catchment name it, their denominator need not again. #}
{% macro school_sums() -%}
    {%- set everybody = 'true' -%}
    {%- set ordinary = 'not is_special' -%}
    {#- a town school that does not say whether it boards may be a day school: it must answer -#}
    {%- set day_school = "not is_special and not is_private and area_type in ('urban', 'town')"
        ~ " and coalesce(not is_boarding, true)" -%}
    {{ return([
        ('all_full_time_teachers', ['teachers.full_time'], everybody, 'full_time'),
        ('certified_teachers', ['teachers.certified'], everybody, 'certified'),
        ('trained_teachers', ['teachers.trained_360h'], everybody, 'trained_360h'),
        ('pupils_all', ['pupils.pupils'], ordinary, 'pupils'),
        ('in_catchment_all', ['pupils.in_catchment'], ordinary, 'in_catchment'),
        ('pupils_urban_town', ['pupils.pupils'], day_school, 'pupils'),
        ('in_catchment_urban_town', ['schools.is_boarding', 'pupils.in_catchment'], day_school, 'in_catchment'),
        ('migrant_in_public', ['pupils.migrant'], everybody, 'case when is_private then 0 else migrant end'),
        ('migrant_in_public_or_purchased', ['pupils.migrant'], everybody,
            'case when is_private then coalesce(migrant_purchased, 0) else migrant end'),
        ('left_behind_in_public', ['pupils.left_behind'], everybody,
            'case when is_private then 0 else left_behind end'),
        ('fitness_tested', ['pupils.fitness_tested'], everybody, 'fitness_tested'),
        ('fitness_passed', ['pupils.fitness_passed'], everybody, 'fitness_passed'),
        ('retention_a_kept', ['retention.graduates', 'retention.moved_in', 'retention.moved_out'], 'the cohort',
            'graduates - moved_in + moved_out'),
        ('retention_a_base', ['retention.entrants', 'retention.deaths'], 'the cohort', 'entrants - deaths'),
        ('retention_b_kept', ['retention.graduates'], 'the cohort', 'graduates'),
        ('retention_b_base', ['retention.entrants', 'retention.moved_in', 'retention.moved_out', 'retention.deaths'],
            'the cohort', 'entrants + moved_in - moved_out - deaths'),
    ]) }}
{%- endmacro %}
