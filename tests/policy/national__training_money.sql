{{ policy_test('national__training_money') }}
