{{ policy_test('national__teacher_pay') }}
