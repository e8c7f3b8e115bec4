{{ policy_test('plan_item_05__backbone_and_principals__selection') }}
