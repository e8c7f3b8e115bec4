{{ policy_test('plan_item_23__safety__hazards') }}
