{{ policy_test('plan_item_09__schools_balanced') }}
