{{ policy_test('national__no_excess_burden') }}
