{{ policy_test('national__grave_incidents') }}
