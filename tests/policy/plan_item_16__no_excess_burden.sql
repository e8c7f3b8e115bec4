{{ policy_test('plan_item_16__no_excess_burden') }}
