{{ policy_test('national__sports_area_per_pupil__primary') }}
