{{ policy_test('national__it_used_well') }}
