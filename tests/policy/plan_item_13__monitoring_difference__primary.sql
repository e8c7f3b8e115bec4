{{ policy_test('plan_item_13__monitoring_difference__primary') }}
