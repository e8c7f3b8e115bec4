{{ policy_test('national__monitoring_level__primary') }}
