{{ policy_test('plan_item_21__it_used_well') }}
