{{ policy_test('national__rotation__rotated') }}
