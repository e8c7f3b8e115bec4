{{ policy_test('plan_item_24__safety__bullying') }}
