{{ policy_test('national__equipment_value_per_pupil__primary') }}
