{{ policy_test('national__left_behind_care') }}
