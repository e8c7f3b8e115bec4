{{ policy_test('plan_item_10__teacher_pay') }}
