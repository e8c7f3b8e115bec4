{{ policy_test('plan_item_08__teachers_above_degree_per_100__junior') }}
