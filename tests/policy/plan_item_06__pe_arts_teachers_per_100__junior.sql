{{ policy_test('plan_item_06__pe_arts_teachers_per_100__junior') }}
