{{ policy_test('plan_item_06__teacher_recruitment') }}
