{{ policy_test('national__teachers_above_degree_per_100__cv__junior') }}
