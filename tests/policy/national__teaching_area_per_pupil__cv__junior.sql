{{ policy_test('national__teaching_area_per_pupil__cv__junior') }}
