{{ policy_test('plan_item_25__safety__surroundings') }}
