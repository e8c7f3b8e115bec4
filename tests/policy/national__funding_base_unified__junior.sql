{{ policy_test('national__funding_base_unified__junior') }}
