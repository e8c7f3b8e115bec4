{{ policy_test('national__monitoring_difference__junior') }}
