{{ policy_test('national__backbone_teachers_per_100__junior') }}
