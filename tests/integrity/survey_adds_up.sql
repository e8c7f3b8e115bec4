-- Figures of one school and term that contradict each other. What it is: sums and parts within the survey forms. When
-- it matters: always, since a wrong part makes a wrong verdict. How to mend: correct the cell in the named file.
with pupils as (
    select * from {{ ref('stg_pupils') }}
),

pupils_by_grade as (
    select * from {{ ref('stg_pupils_by_grade') }}
),

teachers as (
    select * from {{ ref('stg_teachers') }}
),

premises as (
    select * from {{ ref('stg_premises') }}
),

stages as (
    select * from {{ ref('stg_stages') }}
),

grades as (
    select
        pupils_by_grade.term_id,
        pupils_by_grade.school_id,
        pupils_by_grade.stage,
        sum(pupils_by_grade.pupils) as pupils,
        -- a grade not answered leaves the sum a lower bound
        count(pupils_by_grade.pupils) = max(stages.last_grade) - max(stages.first_grade) + 1 as is_complete,
        max(pupils_by_grade.seed_line) as seed_line
    from pupils_by_grade
    inner join stages on pupils_by_grade.stage = stages.stage
    group by pupils_by_grade.term_id, pupils_by_grade.school_id, pupils_by_grade.stage
),

lists as (
    select
        term_id,
        school_id,
        stage,
        sum(pupils) as pupils,
        -- a class not answered leaves the sum a lower bound
        count(pupils) = count(*) as is_complete,
        max(seed_line) as seed_line
    from {{ ref('stg_classes') }}
    group by term_id, school_id, stage
),

findings as (
    select
        {{ located(
            'pupils',
            'pupils.seed_line',
            'pupils',
            "concat(pupils.pupils, ' pupils; its classes add up to ', lists.pupils, ' (classes.csv, last line ', lists.seed_line, ')')",
            'the sum of its classes',
            '应等于各班学生数之和',
        ) }}
    from pupils
    inner join lists
        on pupils.term_id = lists.term_id and pupils.school_id = lists.school_id and pupils.stage = lists.stage
    where lists.pupils > pupils.pupils or (lists.is_complete and lists.pupils <> pupils.pupils)

    union all

    select
        {{ located(
            'pupils',
            'pupils.seed_line',
            'pupils',
            "concat(pupils.pupils, ' pupils; its grades add up to ', grades.pupils, ' (pupils_by_grade.csv, last line ', grades.seed_line, ')')",
            'the sum of its grades',
            '应等于各年级学生数之和',
        ) }}
    from pupils
    inner join grades
        on pupils.term_id = grades.term_id and pupils.school_id = grades.school_id and pupils.stage = grades.stage
    where grades.pupils > pupils.pupils or (grades.is_complete and grades.pupils <> pupils.pupils)

    union all

    select
        {{ located(
            'pupils_by_grade',
            'pupils_by_grade.seed_line',
            'grade',
            'pupils_by_grade.grade',
            'a grade of the stage',
            '年级应属于该学段',
        ) }}
    from pupils_by_grade
    inner join stages on pupils_by_grade.stage = stages.stage
    where pupils_by_grade.grade not between stages.first_grade and stages.last_grade

    union all

    select
        {{ located(
            'classes',
            'classes.seed_line',
            'grade',
            'classes.grade',
            'a grade of the stage',
            '年级应属于该学段',
        ) }}
    from {{ ref('stg_classes') }} as classes
    inner join stages on classes.stage = stages.stage
    where classes.grade not between stages.first_grade and stages.last_grade

    union all

    select
        {{ located(
            'teachers',
            'seed_line',
            'full_time',
            "concat(full_time, ' teachers, ', coalesce(doctor, 0) + coalesce(master, 0) + coalesce(bachelor, 0) + coalesce(college, 0), ' with a degree')",
            'no fewer than doctor + master + bachelor + college',
            '专任教师数不应小于各学历教师数之和',
        ) }}
    from teachers
    where coalesce(doctor, 0) + coalesce(master, 0) + coalesce(bachelor, 0) + coalesce(college, 0) > full_time

    union all

    select
        {{ located(
            'teachers',
            'seed_line',
            'backbone',
            "concat(backbone, ' of ', full_time, ' teachers')",
            'no more than full_time',
            '骨干教师数不应大于专任教师数',
        ) }}
    from teachers
    where backbone > full_time

    union all

    select
        {{ located(
            'teachers',
            'seed_line',
            'pe',
            "concat(coalesce(pe, 0) + coalesce(music, 0) + coalesce(fine_art, 0) + coalesce(arts, 0), ' of ', full_time, ' teachers')",
            'pe + music + fine_art + arts no more than full_time',
            '体育、音乐、美术、艺术教师之和不应大于专任教师数',
        ) }}
    from teachers
    where coalesce(pe, 0) + coalesce(music, 0) + coalesce(fine_art, 0) + coalesce(arts, 0) > full_time

    union all

    select
        {{ located(
            'premises',
            'seed_line',
            'indoor_sports_m2',
            "concat(cast(indoor_sports_m2 as double), ' of ', cast(teaching_area_m2 as double), ' m²')",
            'no more than teaching_area_m2, which includes it',
            '室内体育用房面积不应大于教学及辅助用房总面积',
        ) }}
    from premises
    where indoor_sports_m2 > teaching_area_m2
)

select * from findings
order by file, line
