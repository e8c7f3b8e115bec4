{{ policy_test('plan_item_19__left_behind_care') }}
