{{ policy_test('plan_item_19__migrant_refusals') }}
